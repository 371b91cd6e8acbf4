import { createHmac, type KeyObject, randomBytes, sign as signWith } from 'node:crypto';

/** What a signature covers and with which secrets. */
export interface SignedMessage {
  /** The `webhook-id`, the same at every attempt. */
  id: string;
  /** The `webhook-timestamp`: seconds since 1970, of this attempt. */
  timestamp: number;
  /** The body exactly as it is sent. */
  body: string | Buffer;
  /** The `whsec_…` secrets in force: one, or several while a rotation overlaps. */
  secrets: string[];
  /** The ed25519 keys in force; none unless told. */
  privateKeys?: readonly KeyObject[];
}

const PREFIX = 'whsec_';
const NEW_SECRET_BYTES = 32;
const FEWEST_SECRET_BYTES = 24;
const MOST_SECRET_BYTES = 64;
/** The year 5138 in seconds; anything above is a time in milliseconds. */
const LAST_SECOND = 100_000_000_000;

/** Makes a signing secret: `whsec_` and the base64 of 32 random bytes (Standard Webhooks, "Signature scheme"). */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(NEW_SECRET_BYTES).toString('base64');
}

/**
 * Gives the value of the `webhook-signature` header: one `v1,<base64 HMAC-SHA256 of id.timestamp.body>` per secret and one
 * `v1a,<base64 ed25519 of the same>` per private key, separated by spaces, in their order (Standard Webhooks, "Signature scheme" and "Multiple signatures").
 * Throws RangeError for a secret that is not 24 to 64 bytes of base64, or a timestamp that is not in whole seconds.
 */
export function signatureHeader(message: SignedMessage): string {
  const { id, timestamp, body, secrets, privateKeys = [] } = message;
  if (!Number.isInteger(timestamp) || timestamp < 0 || timestamp > LAST_SECOND) {
    throw new RangeError('A webhook timestamp must be whole seconds since 1970.');
  }
  if (secrets.length === 0) throw new RangeError('A webhook needs at least one secret.');
  const head = `${id}.${timestamp}.`;
  return [
    ...secrets.map((secret) => `v1,${sign(head, body, keyOf(secret))}`),
    ...privateKeys.map((key) => `v1a,${signWhole(head, body, key)}`),
  ].join(' ');
}

/** The headers of a signed request whose sender is told now (Standard Webhooks, "Webhook metadata"). */
export function signedHeaders({
  id,
  body,
  secrets,
  privateKeys = [],
  now,
}: Pick<SignedMessage, 'id' | 'body' | 'secrets' | 'privateKeys'> & { now: Date }): Record<string, string> {
  const timestamp = Math.floor(now.getTime() / 1000);
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatureHeader({ id, timestamp, body, secrets, privateKeys }),
  };
}

function sign(head: string, body: string | Buffer, key: Buffer): string {
  return createHmac('sha256', key).update(head).update(body).digest('base64');
}

function signWhole(head: string, body: string | Buffer, key: KeyObject): string {
  return signWith(null, Buffer.concat([Buffer.from(head), Buffer.from(body)]), key).toString('base64');
}

function keyOf(secret: string): Buffer {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  const key = Buffer.from(encoded, 'base64');
  const isWellFormed = key.toString('base64') === encoded;
  if (!isWellFormed || key.length < FEWEST_SECRET_BYTES || key.length > MOST_SECRET_BYTES) {
    throw new RangeError('A webhook secret must be "whsec_" and the base64 of 24 to 64 bytes.');
  }
  return key;
}
