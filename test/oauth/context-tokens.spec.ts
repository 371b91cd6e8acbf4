import { ContextTokens, type Placement } from '@access/oauth';
import { toTypeId } from '@platform/ids';
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose';

import { AccessApp } from '../access/support/access-app';
import { ProbeModule } from '../access/support/probe.controller';
import { askAs, type MadeApp } from './support/user-flow';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

describe('the context token of a frame', () => {
  let server: AccessApp;
  let north: Awaited<ReturnType<AccessApp['workspace']>>;
  let quotes: MadeApp;
  let placement: Placement;

  beforeAll(async () => {
    server = await AccessApp.listening(ProbeModule);
    north = await server.workspace('north');
    quotes = await server.createApp();
    const { id } = await server.install(north.ctx, quotes.app.id, ['tests:read', 'members:read']);
    placement = {
      installationId: id,
      clientId: quotes.app.client_id,
      workspaceId: north.workspace.id,
      memberId: north.member.id,
      placement: 'deal.form.section',
      record: 'deal_01jc6nryhyf7ma7w0bdgeprfb0',
    };
  });
  afterAll(() => server.stop());

  const sign = (given: Partial<Placement> = {}, now = new Date()) =>
    server.get(ContextTokens).sign({ ...placement, ...given }, now);
  const exchange = (subject_token: string, more: Readonly<Record<string, string>> = {}, made = quotes) =>
    askAs(server, made, { grant_type: EXCHANGE, subject_token, subject_token_type: JWT, ...more });

  it('tells the app, by keys that we publish, who looks at what', async () => {
    const token = await sign();
    const keys = createRemoteJWKSet(new URL(`${server.publicUrl}/oauth/jwks`));
    const { payload } = await jwtVerify(token, keys, {
      issuer: `${server.publicUrl}/oauth`,
      audience: quotes.app.client_id,
      typ: 'dealwright-context+jwt',
    });
    expect(payload).toMatchObject({
      sub: toTypeId('member', north.member.id),
      workspace_id: toTypeId('workspace', north.workspace.id),
      installation_id: toTypeId('installation', placement.installationId),
      placement: 'deal.form.section',
      record: 'deal_01jc6nryhyf7ma7w0bdgeprfb0',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
    expect(decodeJwt(await sign({ record: null }))).not.toHaveProperty('record');
  });

  it('opens nothing by itself', async () => {
    await server.http
      .get('/v1/me')
      .set('authorization', `Bearer ${await sign()}`)
      .expect(401);
  });

  it('is exchanged for a token that acts for the member for five minutes', async () => {
    const { body } = await exchange(await sign()).expect(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^dw_at_/),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'members:read tests:read',
    });
    const me = await server.http
      .get('/v1/me')
      .set('authorization', `Bearer ${body.access_token}`)
      .expect(200);
    expect(me.body).toMatchObject({
      principal: { kind: 'member', id: toTypeId('member', north.member.id) },
      installation: { id: toTypeId('installation', placement.installationId) },
    });
    expect(Date.parse(me.body.expires_at) - Date.now()).toBeLessThanOrEqual(300_000);
    const less = await exchange(await sign(), { scope: 'tests:read tests:write' }).expect(200);
    expect(less.body.scope).toBe('tests:read');
    expect((await exchange(await sign(), { scope: 'tests:write' }).expect(400)).body.error).toBe(
      'invalid_scope',
    );
  });

  it('is exchanged once, also when it is sent ten times at once', async () => {
    const token = await sign();
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(400)]);
    expect((await exchange(token).expect(400)).body.error).toBe('invalid_grant');
  });

  it('is refused when it is over, of another app, not signed by us, or of another kind', async () => {
    const other = await server.createApp();
    await server.install(north.ctx, other.app.id, ['tests:read']);
    const { privateKey } = await generateKeyPair('ES256');
    const own = await sign();
    const forged = await new SignJWT(decodeJwt(own))
      .setProtectedHeader({ ...decodeProtectedHeader(own), alg: 'ES256' })
      .sign(privateKey);
    const [, payload] = own.split('.');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"dealwright-context+jwt"}').toString('base64url')}.${payload}.`;
    for (const token of [
      await sign({}, new Date(Date.now() - 61_000)),
      forged,
      unsigned,
      'x',
      own.slice(0, -2),
    ]) {
      expect((await exchange(token).expect(400)).body.error).toBe('invalid_grant');
    }
    await exchange(await sign(), {}, other).expect(400);
    await exchange(await sign({ clientId: other.app.client_id }), {}, other).expect(400);
    await exchange(own, { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' }).expect(400);
    await exchange(own, { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }).expect(
      400,
    );
    await exchange('').expect(400);
    const form = { grant_type: EXCHANGE, subject_token: own, subject_token_type: JWT };
    await server.http
      .post('/oauth/token')
      .type('form')
      .send({ ...form, client_id: quotes.app.client_id })
      .expect(401);
    const spa = await server.createApp({ isPublic: true, redirectUris: ['https://spa.example/'] });
    await exchange(own, {}, spa).expect(400);
    await exchange(own).expect(200);
  });

  it('is worth nothing, nor is what it was exchanged for, once the member has left or the app was stopped', async () => {
    const team = await server.workspace('south');
    const guest = await server.workspace('east');
    const { id } = await server.install(team.ctx, quotes.app.id, ['members:read']);
    const memberId = await server.join(
      { id: guest.member.user_id ?? '', email: 'east@example.com' },
      team.workspace.id,
    );
    const there = { installationId: id, workspaceId: team.workspace.id, memberId };
    const { body } = await exchange(await sign(there)).expect(200);
    const later = await sign(there);
    const { token } = await server.key(team.ctx, ['members:manage']);
    await server.http
      .post(`/v1/members/${toTypeId('member', memberId)}/deactivate`)
      .set('authorization', `Bearer ${token}`)
      .expect(200);
    await exchange(later).expect(400);
    await server.refusedSoon(body.access_token);

    const own = { ...there, memberId: team.member.id };
    const stopped = await exchange(await sign(own)).expect(200);
    await server.suspend(team.ctx, id);
    await server.refusedSoon(stopped.body.access_token);
    await exchange(await sign(own)).expect(400);
  });
});
