import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2);

/** OWASP Password Storage Cheat Sheet, the smallest argon2id setting: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Hashes a password with argon2id (RFC 9106) to a PHC string that carries its own salt and costs. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const hash = await derive('argon2id', {
    message: asTyped(password),
    nonce,
    parallelism: LANES,
    tagLength: HASH_BYTES,
    memory: MEMORY_KIB,
    passes: PASSES,
  });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${base64(nonce)}$${base64(hash)}`;
}

/** Tells whether a password is the one that was hashed; throws when the stored text is no argon2id hash. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const [, memory, passes, lanes, salt = '', digest = ''] = PHC.exec(stored) ?? [];
  if (digest === '') throw new Error('The stored password hash is not an argon2id PHC string.');
  const expected = Buffer.from(digest, 'base64');
  const actual = await derive('argon2id', {
    message: asTyped(password),
    nonce: Buffer.from(salt, 'base64'),
    parallelism: Number(lanes),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
  });
  return timingSafeEqual(actual, expected);
}

/** The same password typed on another keyboard may come in another normal form (RFC 8265, section 4.2). */
const asTyped = (password: string): string => password.normalize('NFC');

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
