const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Two characters for each value of ten bits. */
const PAIRS = Array.from(
  { length: 1024 },
  (_, bits) => ALPHABET.charAt(bits >> 5) + ALPHABET.charAt(bits & 31),
);

const pair = (bits: number): string => PAIRS[bits] ?? '';

/**
 * The 26 characters that stand for a UUID in a TypeID (TypeID 0.3, section "UUID Suffix"), as typeid-js writes them. A
 * page of a list has hundreds of ids, and the library takes six times as long for each.
 */
export function base32OfUuid(uuid: string): string {
  const hex = uuid.replaceAll('-', '');
  let text = pair(Number.parseInt(hex.slice(0, 2), 16));
  for (let at = 2; at < 32; at += 5) {
    const bits = Number.parseInt(hex.slice(at, at + 5), 16);
    text += pair(bits >> 10) + pair(bits & 1023);
  }
  return text;
}
