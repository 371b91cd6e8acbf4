import type { DealwrightEvent } from './webhook-event.ts';
import {
  isSignedByAny,
  joined,
  type PublicKeys,
  publicKeys,
  secretKey,
  signaturesIn,
} from './webhook-signature.ts';
import { WebhookVerificationError } from './webhook-verification-error.ts';

export { DealwrightError } from './errors.ts';
export {
  type AnyEvent,
  type DealwrightEvent,
  type EventActor,
  isThin,
  type ThinEvent,
} from './webhook-event.ts';
export type { PublicKeys } from './webhook-signature.ts';
export { type WebhookFault, WebhookVerificationError } from './webhook-verification-error.ts';

/** Headers as a framework gives them: a Headers object, or a record with names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What `verifyWebhook` needs. */
export interface WebhookDelivery {
  /** The body's very bytes or text: not parsed and written again. */
  readonly body: string | Uint8Array;
  readonly headers: WebhookHeaders;
  /** `whsec_…` */
  readonly secret?: string | undefined;
  /** Several while a secret is being rotated: one of them must fit. */
  readonly secrets?: readonly string[] | undefined;
  /**
   * The keys of `/.well-known/webhooks-jwks.json`, as its JSON or one by one (`whpk_…`): for the deliveries to an app, instead of a
   * secret or beside it. Ask for them anew once an hour.
   */
  readonly publicKeys?: PublicKeys | undefined;
  /** How old or how far ahead the delivery may be, in seconds. */
  readonly toleranceSeconds?: number | undefined;
  /** Instead of the present time. */
  readonly now?: Date | undefined;
}

const DEFAULT_TOLERANCE_S = 300;

/**
 * The event of a delivery, once its signature and its age are proven (Standard Webhooks, `v1`: HMAC-SHA256, `v1a`: ed25519).
 * Throws WebhookVerificationError with a code. Compare `event.id` with what you have handled: a delivery may come twice.
 */
export async function verifyWebhook(delivery: WebhookDelivery): Promise<DealwrightEvent> {
  const { body, headers, toleranceSeconds = DEFAULT_TOLERANCE_S, now = new Date() } = delivery;
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature');
  refuseWrongAge(timestamp, toleranceSeconds, now);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(
      'verifyWebhook needs the raw body, a string or a Uint8Array: signatures are over its bytes',
    );
  }
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  if (!(await isGenuine(delivery, signatures, signed))) {
    throw new WebhookVerificationError('no_matching_signature', 'No signature fits the body and the secret');
  }
  return eventIn(bytes);
}

async function isGenuine(
  delivery: WebhookDelivery,
  header: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { publicKeys: given } = delivery;
  const isSecret = isSignedByAny(
    secretsOf(delivery).map(secretKey),
    signaturesIn(header, 'v1'),
    signed,
    'v1',
  );
  if (given === undefined) return isSecret;
  return (await isSecret) || isSignedByAny(publicKeys(given), signaturesIn(header, 'v1a'), signed, 'v1a');
}

function header(headers: WebhookHeaders, name: string): string {
  const value = isHeaders(headers)
    ? headers.get(name)
    : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const text = typeof value === 'string' ? value : value?.[0];
  if (text) return text;
  throw new WebhookVerificationError('missing_header', `The header ${name} is missing`);
}

const isHeaders = (headers: WebhookHeaders): headers is { get(name: string): string | null } =>
  typeof headers.get === 'function';

function refuseWrongAge(timestamp: string, toleranceSeconds: number, now: Date): void {
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookVerificationError('bad_timestamp', 'webhook-timestamp is not a number of seconds');
  }
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  if (ageSeconds > toleranceSeconds) throw new WebhookVerificationError('too_old', 'The delivery is too old');
  if (ageSeconds < -toleranceSeconds) {
    throw new WebhookVerificationError('too_new', 'The delivery is from the future: check the clock');
  }
}

function secretsOf({ secret, secrets = [], publicKeys: keys }: WebhookDelivery): readonly string[] {
  const all = secret === undefined ? secrets : [secret, ...secrets];
  if (all.length > 0 || keys !== undefined) return all;
  throw new WebhookVerificationError(
    'bad_secret',
    'verifyWebhook needs the secret of the endpoint (whsec_…), or public keys',
  );
}

function eventIn(bytes: Uint8Array): DealwrightEvent {
  try {
    const event: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof event === 'object' && event !== null && 'id' in event && 'type' in event && 'data' in event) {
      // The signature proves who wrote it; what events look like is the API document's promise.
      return event as DealwrightEvent;
    }
  } catch (cause) {
    throw new WebhookVerificationError('bad_body', 'The signed body is not JSON', { cause });
  }
  throw new WebhookVerificationError('bad_body', 'The signed body is not an event');
}
