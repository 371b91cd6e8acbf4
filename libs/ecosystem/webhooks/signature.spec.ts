import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, signatureHeader } from './signature';

const body = '{"type":"deal.updated","data":{"name":"Übergröße 🚀"}}';
const id = 'evt_01h455vb4pex5vsknk084sn02q';

function headersFor(secrets: string[], signed: string | Buffer = body): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatureHeader({ id, timestamp, body: signed, secrets }),
  };
}

describe('webhook signature', () => {
  it('is accepted by the official library', () => {
    const secret = newWebhookSecret();
    expect(new Webhook(secret).verify(body, headersFor([secret]))).toEqual(JSON.parse(body));
    expect(new Webhook(secret).verify(body, headersFor([secret], Buffer.from(body)))).toEqual(
      JSON.parse(body),
    );
  });

  it('equals what the official library writes', () => {
    const secret = newWebhookSecret();
    const at = new Date(1_700_000_000_000);
    expect(signatureHeader({ id, timestamp: 1_700_000_000, body, secrets: [secret] })).toBe(
      new Webhook(secret).sign(id, at, body),
    );
  });

  it('is accepted with any one of several secrets while they rotate', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const headers = headersFor(secrets);
    expect(headers['webhook-signature']).toMatch(/^(v1,[A-Za-z0-9+/]{43}= ){2}v1,[A-Za-z0-9+/]{43}=$/);
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow();
  });

  it('is refused for another body or another time', () => {
    const secret = newWebhookSecret();
    const headers = headersFor([secret]);
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) };
    expect(() => new Webhook(secret).verify(body, later)).toThrow();
  });

  it('uses secrets of 32 bytes that never repeat', () => {
    const secret = newWebhookSecret();
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
    expect(newWebhookSecret()).not.toBe(secret);
  });

  it.each([
    ['', `whsec_${randomBytes(16).toString('base64')}`],
    [randomBytes(32).toString('base64'), 'whsec_!!!'],
    ['whsec_', `whsec_${randomBytes(65).toString('base64')}`],
  ])('refuses malformed secrets', (...secrets) => {
    for (const secret of secrets) {
      expect(() => signatureHeader({ id, timestamp: 1, body, secrets: [secret] })).toThrow(RangeError);
    }
  });

  it.each([1.5, -1, Number.NaN, Date.now()])('refuses the timestamp %p', (timestamp) => {
    expect(() => signatureHeader({ id, timestamp, body, secrets: [newWebhookSecret()] })).toThrow(RangeError);
  });

  it('refuses to send unsigned', () => {
    expect(() => signatureHeader({ id, timestamp: 1, body, secrets: [] })).toThrow(RangeError);
  });
});
