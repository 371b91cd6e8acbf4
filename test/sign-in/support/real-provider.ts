import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Provider } from 'oidc-provider';

const CLIENT = { clientId: 'dealwright', clientSecret: 'a-secret-of-the-client-that-is-long-enough' };

/** A service as others run it, oidc-provider with its own pages, that asks for PKCE and names itself in its answers. */
export class RealProvider {
  readonly client = CLIENT;
  private readonly cookies = new Map<string, string>();

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  static async start(callback: string): Promise<RealProvider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: [callback],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
      pkce: { required: () => true },
      cookies: { keys: ['a-key-of-a-test'] },
      findAccount: (_ctx, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true }),
      }),
    });
    const handle = provider.callback();
    server.on('request', (request, response) => void handle(request, response));
    return new RealProvider(issuer, server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Signs in there as somebody and agrees to everything: the path that leads back. */
  async agree(address: string, login: string): Promise<string> {
    let next = address;
    for (let step = 0; step < 12; step += 1) {
      const answer = await this.send(next);
      const to = answer.headers.get('location');
      if (to !== null && !to.startsWith(this.issuer) && to.includes('code=')) {
        const { pathname, search } = new URL(to);
        return pathname + search;
      }
      next =
        to === null ? await this.fillIn(next, await answer.text(), login) : new URL(to, this.issuer).href;
    }
    throw new Error(`The service leads nowhere: ${next}`);
  }

  private async fillIn(address: string, page: string, login: string): Promise<string> {
    const prompt = page.includes('value="login"') ? 'login' : 'consent';
    const answer = await this.send(address, new URLSearchParams({ prompt, login, password: 'x' }));
    return new URL(answer.headers.get('location') ?? '', this.issuer).href;
  }

  private async send(address: string, form?: URLSearchParams): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    return answer;
  }
}
