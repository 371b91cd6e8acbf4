import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Somebody at the service, and what is wrong with what it says of them. */
export interface Told {
  readonly sub: string;
  readonly email?: string;
  /** Claims of the ID token in place of the right ones. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signed by somebody else. */
  readonly isForged?: boolean;
  /** `none`, or with the client's secret. */
  readonly alg?: 'none' | 'HS256';
}

interface Code {
  readonly told: Told;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirect: string;
}

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** A service that speaks OpenID Connect, and GitHub's way, and can be told to lie. */
export class FakeProvider {
  readonly clientId = 'dealwright';
  readonly clientSecret = 'a-secret-of-the-client-that-is-long-enough';
  namesIssuer = true;
  /** The numbers of accounts by token, as GitHub tells them. */
  private readonly accounts = new Map<string, number>();
  private readonly codes = new Map<string, Code>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  private constructor(
    private readonly right: Pair,
    private readonly other: Pair,
  ) {}

  static async start(): Promise<FakeProvider> {
    const provider = new FakeProvider(await generateKeyPair('ES256'), await generateKeyPair('ES256'));
    provider.server.listen(0, '127.0.0.1');
    await once(provider.server, 'listening');
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** What a person does there who is led to this address: the path that leads back. */
  agree(address: string, told: Told): string {
    const asked = new URL(address).searchParams;
    if (asked.get('code_challenge_method') !== 'S256') throw new Error(`No PKCE in ${address}`);
    const code = randomUUID();
    const [challenge, redirect] = [asked.get('code_challenge') ?? '', asked.get('redirect_uri') ?? ''];
    this.codes.set(code, { told, nonce: asked.get('nonce') ?? '', challenge, redirect });
    const back = new URL(redirect);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    if (this.namesIssuer) back.searchParams.set('iss', this.issuer);
    return back.pathname + back.search;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (body: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/.well-known/openid-configuration') {
      say(this.metadata());
      return;
    }
    if (request.url === '/keys') {
      say({ keys: [{ ...(await exportJWK(this.right.publicKey)), alg: 'ES256' } as JWK] });
      return;
    }
    if (request.url === '/user') {
      say({ id: this.accounts.get(request.headers.authorization ?? ''), login: 'ada' });
      return;
    }
    const form = new URLSearchParams(await text(request));
    const code = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    if (!code || !this.isGood(form, code)) {
      say({ error: 'invalid_grant' }, 400);
      return;
    }
    const token = randomUUID();
    this.accounts.set(`Bearer ${token}`, Number(code.told.sub));
    say({ access_token: token, token_type: 'Bearer', id_token: await this.idToken(code) });
  }

  private metadata() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/auth`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      authorization_response_iss_parameter_supported: this.namesIssuer,
    };
  }

  private isGood(form: URLSearchParams, { challenge, redirect }: Code): boolean {
    const shown = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return (
      shown === challenge &&
      form.get('redirect_uri') === redirect &&
      form.get('client_id') === this.clientId &&
      form.get('client_secret') === this.clientSecret
    );
  }

  private idToken({ told, nonce }: Code): Promise<string> | string {
    const { sub, email, claims, isForged = false, alg } = told;
    const payload = { nonce, ...(email !== undefined && { email, email_verified: true }), ...claims };
    const all = { iss: this.issuer, sub, aud: this.clientId, iat: seconds(0), exp: seconds(300), ...payload };
    if (alg === 'none') return `${part({ alg })}.${part(all)}.`;
    const key =
      alg === 'HS256'
        ? new TextEncoder().encode(this.clientSecret)
        : (isForged ? this.other : this.right).privateKey;
    return new SignJWT(all).setProtectedHeader({ alg: alg ?? 'ES256' }).sign(key);
  }
}

const seconds = (more: number): number => Math.floor(Date.now() / 1000) + more;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
