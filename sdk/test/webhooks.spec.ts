import { generateKeyPairSync, sign } from 'node:crypto';

import { Webhook } from 'standardwebhooks';

import { verifyWebhook, type WebhookDelivery, WebhookVerificationError } from '../src/webhooks.ts';

const SECRET = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another of the same size').toString('base64')}`;
const NOW = new Date('2026-11-21T12:00:00Z');
const event = { id: 'evt_1', type: 'lead.created', data: { object: { first_name: 'Zoë ✓' } } };
const body = JSON.stringify(event);

/** Headers as the official library makes them. */
const headersBy = (secret: string, at = NOW): Record<string, string> => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign('evt_1', at, body),
});

const verify = (changes: Partial<WebhookDelivery> = {}) =>
  verifyWebhook({ body, headers: headersBy(SECRET), secret: SECRET, now: NOW, ...changes });

const codeOf = async (changes: Partial<WebhookDelivery>) => {
  const error = await verify(changes).catch((reason: unknown) => reason);
  if (!(error instanceof WebhookVerificationError)) throw error;
  return error.code;
};

describe('a delivery that is trusted', () => {
  it('gives the event', async () => expect(await verify()).toEqual(event));

  it('may come as bytes', async () => expect(await verify({ body: Buffer.from(body) })).toEqual(event));

  it.each([
    ['a Headers object', (headers: Record<string, string>) => new Headers(headers)],
    ['a record in upper case', (h: Record<string, string>) => mapKeys(h, (name) => name.toUpperCase())],
    ['lists of values', (h: Record<string, string>) => mapValues(h, (value) => [value])],
  ])('may have %s', async (_, shape) => {
    expect(await verify({ headers: shape(headersBy(SECRET)) })).toEqual(event);
  });

  it('may be signed by one of several secrets', async () => {
    expect(await verify({ secret: undefined, secrets: [OTHER, SECRET] })).toEqual(event);
  });

  it('may be signed by one of our keys, which is given as a set or as a text', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const { x } = publicKey.export({ format: 'jwk' });
    const signed = sign(
      null,
      Buffer.from(`evt_1.${headersBy(SECRET)['webhook-timestamp']}.${body}`),
      privateKey,
    );
    const headers = { ...headersBy(OTHER), 'webhook-signature': `v1,eA== v1a,${signed.toString('base64')}` };
    const raw = Buffer.from(String(x), 'base64url').toString('base64');
    const set = { keys: [{ kty: 'OKP', crv: 'Ed25519', x, kid: 'one', alg: 'EdDSA', use: 'sig' }] };
    for (const publicKeys of [set, [`whpk_${raw}`]]) {
      expect(await verify({ headers, secret: undefined, publicKeys })).toEqual(event);
      expect(await verify({ headers, publicKeys })).toEqual(event);
      expect(await codeOf({ headers, secret: undefined, publicKeys, body: `${body} ` })).toBe(
        'no_matching_signature',
      );
    }
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    expect(await codeOf({ headers, secret: undefined, publicKeys: { keys: [other] } })).toBe(
      'no_matching_signature',
    );
    expect(await codeOf({ secret: undefined, publicKeys: ['whpk_short'] })).toBe('bad_secret');
  });

  it('may carry several signatures, of which v1a is passed over', async () => {
    const signatures = [
      `v1a,${btoa('x'.repeat(64))}`,
      headersBy(OTHER)['webhook-signature'],
      headersBy(SECRET)['webhook-signature'],
    ];
    const headers = { ...headersBy(SECRET), 'webhook-signature': signatures.join(' ') };
    expect(await verify({ headers })).toEqual(event);
  });
});

describe('a delivery that is refused', () => {
  const signedAt = (offsetMs: number) => headersBy(SECRET, new Date(NOW.getTime() + offsetMs));
  const withSignature = (signature: string) => ({ ...headersBy(SECRET), 'webhook-signature': signature });

  it.each<[string, Partial<WebhookDelivery>, string]>([
    ['was signed with another secret', { secret: OTHER }, 'no_matching_signature'],
    ['was changed on the way', { body: body.replace('Zoë', 'Eve') }, 'no_matching_signature'],
    ['has another id', { headers: { ...headersBy(SECRET), 'webhook-id': 'evt_2' } }, 'no_matching_signature'],
    [
      'has another time',
      { headers: { ...headersBy(SECRET), 'webhook-timestamp': '1795262401' } },
      'no_matching_signature',
    ],
    ['is more than five minutes old', { headers: signedAt(-301_000) }, 'too_old'],
    ['is from the future', { headers: signedAt(301_000) }, 'too_new'],
    ['is older than the caller allows', { headers: signedAt(-11_000), toleranceSeconds: 10 }, 'too_old'],
    [
      'has only a v1a signature',
      { headers: withSignature(`v1a,${btoa('x'.repeat(64))}`) },
      'no_matching_signature',
    ],
    [
      'has a cut signature',
      { headers: withSignature(headersBy(SECRET)['webhook-signature']?.slice(0, -8) ?? '') },
      'no_matching_signature',
    ],
    ['has a signature that is not base64', { headers: withSignature('v1,%%%') }, 'no_matching_signature'],
    ['has no signature', { headers: { 'webhook-id': 'a', 'webhook-timestamp': '1' } }, 'missing_header'],
    ['has no time', { headers: { ...headersBy(SECRET), 'webhook-timestamp': 'now' } }, 'bad_timestamp'],
    ['is checked without a secret', { secret: undefined }, 'bad_secret'],
    ['is checked with a broken secret', { secret: 'whsec_%%%' }, 'bad_secret'],
  ])('%s', async (_, changes, code) => expect(await codeOf(changes)).toBe(code));

  it('is not an event', async () => {
    const headers = {
      ...headersBy(SECRET),
      'webhook-signature': new Webhook(SECRET).sign('evt_1', NOW, '[1]'),
    };
    expect(await codeOf({ body: '[1]', headers })).toBe('bad_body');
  });

  it('was parsed before it was checked', async () => {
    const parsed = JSON.parse(body) as string;
    await expect(verify({ body: parsed })).rejects.toThrow('raw body');
  });
});

const mapKeys = <T>(record: Record<string, T>, map: (name: string) => string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [map(name), value]));

const mapValues = <T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
