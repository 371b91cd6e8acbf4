import { WebhookVerificationError } from './webhook-verification-error.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** More than any rotation needs, few enough that a hostile header costs nothing. */
const MAX_SIGNATURES = 16;

/** The `v1` signatures of a header; `v1a` (ed25519) and versions to come need other keys and are passed over. */
export function signaturesIn(header: string): Bytes[] {
  return header
    .split(' ')
    .flatMap((part) => (part.startsWith('v1,') ? [fromBase64(part.slice(3))] : []))
    .filter((signature) => signature !== null)
    .slice(0, MAX_SIGNATURES);
}

/** The key inside `whsec_…`. */
export function secretKey(secret: string): Bytes {
  const key = fromBase64(secret.trim().replace(/^whsec_/, ''));
  if (key !== null && key.length > 0) return key;
  throw new WebhookVerificationError('bad_secret', 'A webhook secret is whsec_ and base64 after it');
}

/** Whether one of the keys made one of the signatures (HMAC-SHA256); WebCrypto compares in constant time. */
export async function isSignedByAny(
  keys: readonly Bytes[],
  signatures: readonly Bytes[],
  signed: Bytes,
): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  for (const bytes of keys) {
    const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify']);
    const fits = await Promise.all(
      signatures.map((signature) => crypto.subtle.verify('HMAC', key, signature, signed)),
    );
    if (fits.includes(true)) return true;
  }
  return false;
}

/** Two runs of bytes as one. */
export function joined(head: Uint8Array, tail: Uint8Array): Bytes {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

function fromBase64(text: string): Bytes | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
