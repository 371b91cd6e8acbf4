import { createHmac, randomBytes } from 'node:crypto';

import { UsageError } from './terminal.ts';

const PREFIX = 'whsec_';

/** A new signing secret: 32 bytes of chance (Standard Webhooks, "Signature scheme"). */
export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** A secret that somebody gave, or a mistake in words. */
export function checkedSecret(secret: string): string {
  const key = keyOf(secret);
  if (secret.startsWith(PREFIX) && key.toString('base64') === secret.slice(PREFIX.length) && key.length >= 24)
    return secret;
  throw new UsageError('--secret must be whsec_ and the base64 of at least 24 bytes.');
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64');

/** The headers with which the product would deliver a body now. */
export function signedHeaders(id: string, body: string, secret: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
