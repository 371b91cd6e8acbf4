import { WebhookVerificationError } from './webhook-verification-error.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** More than any rotation needs, few enough that a hostile header costs nothing. */
const MAX_SIGNATURES = 16;

/** `v1` is HMAC-SHA256 with a secret, `v1a` ed25519 with a key pair. */
type Version = 'v1' | 'v1a';

/** The public keys of a JWK set (RFC 7517), or some of them as Standard Webhooks writes them. */
export type PublicKeys = { readonly keys: readonly object[] } | readonly string[];

/** A public key as it is imported. */
type PublicKey = Bytes | JsonWebKey;

const ALGORITHMS = { v1: { name: 'HMAC', hash: 'SHA-256' }, v1a: { name: 'Ed25519' } } as const;

/** The signatures of a version in a header; others need other keys and are passed over. */
export function signaturesIn(header: string, version: Version): Bytes[] {
  return header
    .split(' ')
    .flatMap((part) => (part.startsWith(`${version},`) ? [fromBase64(part.slice(version.length + 1))] : []))
    .filter((signature) => signature !== null)
    .slice(0, MAX_SIGNATURES);
}

/** The key inside `whsec_…`. */
export function secretKey(secret: string): Bytes {
  const key = fromBase64(secret.trim().replace(/^whsec_/, ''));
  if (key !== null && key.length > 0) return key;
  throw new WebhookVerificationError('bad_secret', 'A webhook secret is whsec_ and base64 after it');
}

/** The ed25519 keys of a JWK set, or those inside `whpk_…`. */
export function publicKeys(given: PublicKeys): PublicKey[] {
  if (!Array.isArray(given)) {
    const { keys } = given as { readonly keys: readonly object[] };
    const known = keys.map((key) => key as JsonWebKey).filter(({ crv }) => crv === 'Ed25519');
    return known.map(({ kty = 'OKP', crv = 'Ed25519', x = '' }) => ({ kty, crv, x }));
  }
  return (given as readonly string[]).map((text) => {
    const key = fromBase64(text.trim().replace(/^whpk_/, ''));
    if (key !== null && key.length === 32) return key;
    throw new WebhookVerificationError('bad_secret', 'A public key is whpk_ and base64 of 32 bytes after it');
  });
}

/** Whether one of the keys made one of the signatures; WebCrypto compares in constant time. */
export async function isSignedByAny(
  keys: readonly PublicKey[],
  signatures: readonly Bytes[],
  signed: Bytes,
  version: Version,
): Promise<boolean> {
  const algorithm = ALGORITHMS[version];
  for (const given of keys) {
    const key = await (given instanceof Uint8Array
      ? crypto.subtle.importKey('raw', given, algorithm, false, ['verify'])
      : crypto.subtle.importKey('jwk', given, algorithm, false, ['verify']));
    const fits = await Promise.all(
      signatures.map((signature) => crypto.subtle.verify(algorithm.name, key, signature, signed)),
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
