import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_BYTES = 32;
/** 62^43 is the first power of 62 above 2^256. */
const RANDOM_DIGITS = 43;
/** 62^6 is the first power of 62 above 2^32. */
const CHECKSUM_DIGITS = 6;
const KIND = /^[a-z][a-z0-9]{1,11}$/;
const TOKEN = /^(dw_[a-z][a-z0-9]{1,11}_[0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/**
 * Makes an opaque token `dw_<kind>_<43 base62 digits of 256 random bits><6 base62 digits of a CRC-32 over all before>`:
 * scanners recognise it by its prefix, and mistyped ones are refused without a look-up. Throws RangeError when the
 * kind is not 2 to 12 lower-case letters or digits.
 */
export function newToken(kind: string): string {
  if (!KIND.test(kind)) throw new RangeError(`"${kind}" is not a token kind: use 2 to 12 of a-z and 0-9.`);
  const random = BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`);
  const body = `dw_${kind}_${base62(random, RANDOM_DIGITS)}`;
  return body + checksum(body);
}

/** Tells whether a text is a token of ours with a correct checksum; says nothing about whether it was ever issued. */
export function isWellFormedToken(text: string): boolean {
  const [, body, digits] = TOKEN.exec(text) ?? [];
  return body !== undefined && checksum(body) === digits;
}

/** Gives the SHA-256 of a token (32 bytes), the only form in which tokens are stored; their 256 bits need no salt. */
export function hashToken(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), CHECKSUM_DIGITS);
}

function base62(value: bigint, digits: number): string {
  let text = '';
  for (let rest = value; rest > 0n; rest /= 62n) text = ALPHABET.charAt(Number(rest % 62n)) + text;
  return text.padStart(digits, '0');
}
