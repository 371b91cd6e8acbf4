import { ContextTokens, SigningKeys } from '@access/oauth';
import { newUuid } from '@platform/ids';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';

import { AccessApp } from '../access/support/access-app';

const DAY_MS = 24 * 60 * 60 * 1000;

// The worker replaces keys; the clock is the test's, so it does that by hand.
describe('the keys that we sign with', () => {
  let server: AccessApp;
  let keys: SigningKeys;
  let begin: number;

  beforeAll(async () => {
    server = await AccessApp.start();
    keys = server.get(SigningKeys);
    begin = Date.now();
  });
  afterAll(() => server.stop());

  const after = (days: number) => new Date(begin + days * DAY_MS);
  const published = async (now: Date): Promise<JSONWebKeySet> => ({ keys: await keys.published(now) });
  const sign = (now: Date) =>
    server.get(ContextTokens).sign(
      {
        installationId: newUuid(),
        clientId: 'app',
        workspaceId: newUuid(),
        memberId: newUuid(),
        placement: 'page',
        record: null,
      },
      now,
    );
  const kidOf = (token: string) => decodeProtectedHeader(token).kid;

  it('are replaced in time: published before they sign, kept until what they signed is over', async () => {
    const first = await sign(after(0));
    expect(await keys.renew(after(88))).toBe(false);
    expect((await published(after(88))).keys).toHaveLength(1);

    const made = await Promise.all(Array.from({ length: 5 }, () => keys.renew(after(89.1))));
    expect(made.filter((isMade) => isMade)).toHaveLength(1);
    const both = await published(after(89.1));
    expect(both.keys).toHaveLength(2);
    expect(kidOf(await sign(after(89.2)))).toBe(kidOf(first));

    const next = await sign(after(90.2));
    expect(kidOf(next)).not.toBe(kidOf(first));
    // Whoever fetched the keys a day ago can check it.
    await jwtVerify(next, createLocalJWKSet(both), { currentDate: after(90.2) });

    const late = await sign(after(90.05));
    await keys.renew(after(90.9));
    await jwtVerify(late, createLocalJWKSet(await published(after(90.9))), { currentDate: after(90.05) });
    expect(await keys.renew(after(91.2))).toBe(true);
    expect((await published(after(91.2))).keys.map(({ kid }) => kid)).toEqual([kidOf(next)]);
  });

  it('are published without their private halves, for an hour', async () => {
    const { body, headers } = await server.http.get('/oauth/jwks').expect(200);
    expect(headers['cache-control']).toBe('public, max-age=3600');
    for (const key of body.keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});
