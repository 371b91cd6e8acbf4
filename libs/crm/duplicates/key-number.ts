import type { MatchedObject } from '@crm/matching';

/** What a number begins with: the keys of one kind of record stand together. Stored, so none of them changes. */
const OBJECTS: Readonly<Record<MatchedObject, number>> = { lead: 0, contact: 1, company: 2, deal: 3 };

/** The families of keys, by what their keys begin with: those of a kind of record stand together within it. */
const FAMILIES = 'pednbalc';

const TWO_TO_32 = 2 ** 32;
const TWO_TO_47 = 2 ** 47;
const TWO_TO_50 = 2 ** 50;
/** Of the upper half, as many bits as a number of JavaScript has room for besides the lower half, the family and the kind of record. */
const UPPER_BITS = 0x7fff;

/**
 * What is stored instead of a key: the kind of record, the family, and 47 bits made of the key (after cyrb53 by bryc, public domain),
 * which take a fraction of the room and of the comparing. Two keys with one number bring a candidate too much, which the comparison drops.
 */
export function keyNumber(object: MatchedObject, key: string): number {
  const family = FAMILIES.indexOf(key.charAt(0));
  if (family < 0) throw new Error(`No family of keys begins with "${key.charAt(0)}".`);
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  one = mixed(one, other);
  other = mixed(other, one);
  return OBJECTS[object] * TWO_TO_50 + family * TWO_TO_47 + (UPPER_BITS & other) * TWO_TO_32 + (one >>> 0);
}

/** Where the numbers of a kind of record begin, and where those of the next one do. */
export const numbersOf = (object: MatchedObject): { readonly from: number; readonly to: number } => ({
  from: OBJECTS[object] * TWO_TO_50,
  to: (OBJECTS[object] + 1) * TWO_TO_50,
});

/** What the keys behind a number begin with. */
export const prefixIn = (number: number): string =>
  FAMILIES.charAt(Math.floor((number % TWO_TO_50) / TWO_TO_47));

const mixed = (half: number, other: number): number =>
  Math.imul(half ^ (half >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
