import { AccessApp } from '../access/support/access-app';
import { ProbeModule } from '../access/support/probe.controller';
import { askByBasic, resourceOf } from '../access/support/token-client';
import { dpopKey } from './support/dpop';
import { askAs, CALLBACK, codeFor, ISSUER, type MadeApp } from './support/user-flow';

const ME = 'https://crm.example.com/v1/me';

describe('a token that is bound to a key', () => {
  let server: AccessApp;
  let quotes: MadeApp;
  let installation: { id: string };
  let key: Awaited<ReturnType<typeof dpopKey>>;
  let token: string;

  beforeAll(async () => {
    server = await AccessApp.start(ProbeModule);
    const { ctx } = await server.workspace('north');
    quotes = await server.createApp({ redirectUris: [CALLBACK] });
    installation = await server.install(ctx, quotes.app.id, ['tests:read', 'members:read']);
    key = await dpopKey();
    const { body } = await bound(await key.proof('POST', `${ISSUER}/token`)).expect(200);
    expect(body.token_type).toBe('DPoP');
    token = body.access_token;
  });
  afterAll(() => server.stop());

  const bound = (proof: string) =>
    askByBasic(server, quotes, { resource: resourceOf(installation) }).set('dpop', proof);
  const me = (proof: string | null, scheme = 'DPoP', value = token) => {
    const sent = server.http.get('/v1/me').set('authorization', `${scheme} ${value}`);
    return proof === null ? sent : sent.set('dpop', proof);
  };

  it('opens the API with a new proof each time', async () => {
    await me(await key.proof('GET', ME, { token })).expect(200);
    await me(await key.proof('GET', ME, { token }), 'dpop').expect(200);
    const query = await key.proof('GET', `${ME}?ignored=1#x`, { token });
    await me(query).expect(200);
  });

  it('opens it once with one proof, however many send it at once, on every process', async () => {
    const proof = await key.proof('GET', ME, { token });
    const other = await server.another();
    const asks = Array.from({ length: 10 }, (_, at) => {
      const { http } = at % 2 === 0 ? server : other;
      return http.get('/v1/me').set('authorization', `DPoP ${token}`).set('dpop', proof);
    });
    const statuses = (await Promise.all(asks)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(9).fill(401)]);
    await me(proof).expect(401);
    await other.stopHere();
  });

  it('is nothing without the key', async () => {
    const stranger = await dpopKey();
    const seconds = Math.floor(Date.now() / 1000);
    const wrong: Readonly<Record<string, string | null>> = {
      'no proof': null,
      'a text that is none': 'x',
      'another key': await stranger.proof('GET', ME, { token }),
      'another method': await key.proof('POST', ME, { token }),
      'another address': await key.proof('GET', 'https://crm.example.com/v1/probe', { token }),
      'another host': await key.proof('GET', 'https://evil.example/v1/me', { token }),
      'another token': await key.proof('GET', ME, { token: 'x' }),
      'no token': await key.proof('GET', ME),
      'an old one': await key.proof('GET', ME, { token, iat: seconds - 120 }),
      'one to come': await key.proof('GET', ME, { token, iat: seconds + 120 }),
      'no id': await key.proof('GET', ME, { token, jti: undefined }),
      'another kind of JWT': await key.proof('GET', ME, { token, header: { typ: 'JWT' } }),
      'a key that is only named': await key.proof('GET', ME, { token, header: { jwk: stranger.jwk } }),
      'two proofs': `${await key.proof('GET', ME, { token })}, ${await key.proof('GET', ME, { token })}`,
    };
    for (const [name, proof] of Object.entries(wrong)) {
      const { status, body, headers } = await me(proof);
      expect([name, status, body.code]).toEqual([name, 401, 'invalid_dpop_proof']);
      expect(headers['www-authenticate']).toContain('DPoP error="invalid_dpop_proof"');
    }
    // Nor as a plain bearer's.
    await me(await key.proof('GET', ME, { token }), 'Bearer').expect(401);
    await me(null, 'Bearer').expect(401);
  });

  it('is what a token without a key cannot pass for', async () => {
    const { body } = await askByBasic(server, quotes, { resource: resourceOf(installation) }).expect(200);
    expect(body.token_type).toBe('Bearer');
    const plain: string = body.access_token;
    await me(null, 'Bearer', plain).expect(200);
    const { status } = await me(await key.proof('GET', ME, { token: plain }), 'DPoP', plain);
    expect(status).toBe(401);
  });

  it('is given for a good proof only, and for that once', async () => {
    const proof = await key.proof('POST', `${ISSUER}/token`);
    const answers = await Promise.all(Array.from({ length: 10 }, () => bound(proof)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers) if (status !== 200) expect(body.error).toBe('invalid_grant');
    const wrong = await bound(await key.proof('POST', 'https://evil.example/oauth/token'));
    expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_dpop_proof']);
  });

  it("is a public client's way to keep its refresh token", async () => {
    const spa = await server.createApp({ redirectUris: [CALLBACK], isPublic: true });
    await server.install((await server.workspace('south')).ctx, spa.app.id, ['tests:read']);
    const browser = server.browser();
    await browser.signIn('south@example.com');
    const { code, verifier } = await codeFor(browser, spa);
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: CALLBACK };
    const atToken = async () => key.proof('POST', `${ISSUER}/token`);
    const { body } = await askAs(server, spa, form)
      .set('dpop', await atToken())
      .expect(200);
    const refresh = () =>
      askAs(server, spa, { grant_type: 'refresh_token', refresh_token: body.refresh_token });
    await refresh().expect(400);
    const stranger = await dpopKey();
    await refresh()
      .set('dpop', await stranger.proof('POST', `${ISSUER}/token`))
      .expect(400);
    const good = await refresh()
      .set('dpop', await atToken())
      .expect(200);
    expect(good.body.token_type).toBe('DPoP');
  });
});
