import { createHash } from 'node:crypto';

/** Bytes of a master key: the key size of AES-256 and of HKDF-SHA256's hash. */
export const MASTER_KEY_BYTES = 32;

/** Says in one sentence why a master key cannot be used; the sentence never contains the key. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/**
 * Reads a master key written as 64 hexadecimal digits or as base64 (plain or URL alphabet, padded or not) and promises
 * exactly 32 bytes; throws MasterKeyError, with what to do, for anything else.
 */
export function loadMasterKey(text: string): Buffer {
  const trimmed = text.trim();
  const key = decode(trimmed);
  if (key === null) {
    throw new MasterKeyError(
      'The master key must be 32 bytes written as base64 or as 64 hexadecimal digits; it is neither.',
    );
  }
  if (key.length !== MASTER_KEY_BYTES) {
    throw new MasterKeyError(
      `The master key must be 32 bytes, this one has ${key.length}; make one with "openssl rand -base64 32".`,
    );
  }
  return key;
}

/** Names a master key without telling it: the first 8 hexadecimal digits of its SHA-256. */
export function masterKeyId(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

function decode(text: string): Buffer | null {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : null;
}
