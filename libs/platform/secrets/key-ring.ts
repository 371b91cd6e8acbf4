import { loadMasterKey, MasterKeyError } from './master-key';

/** A key that signs for one purpose, derived from a master key that is gone: it opens nothing. */
export interface DerivedKey {
  readonly purpose: string;
  readonly key: Buffer;
}

/** The master keys of an installation. */
export interface KeyRing {
  /** Seals and signs. */
  readonly current: Buffer;
  /** Will be the current one as soon as every process knows it. */
  readonly next: Buffer | null;
  /** Open what they sealed. */
  readonly previous: readonly Buffer[];
  /** What was signed with keys that are gone is still known by these. */
  readonly derived: readonly DerivedKey[];
}

/**
 * Reads a master key file: a key alone, or lines of `current KEY`, `next KEY`, `previous KEY` and `derived PURPOSE KEY`. Throws
 * MasterKeyError, which never tells a key, for anything else.
 */
export function parseKeyRing(text: string): KeyRing {
  const entries = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([word]) => word !== '');
  const [only = [], ...more] = entries;
  if (more.length === 0 && only.length < 2)
    return { current: loadMasterKey(only[0] ?? ''), next: null, previous: [], derived: [] };
  if (!entries.every(([word = '']) => WORDS.has(word))) throw new MasterKeyError(UNKNOWN_LINE);
  const keysOf = (word: string) =>
    entries.filter(([first]) => first === word).map(([, key = '']) => loadMasterKey(key));
  const [current, ...others] = keysOf('current');
  if (!current || others.length > 0) throw new MasterKeyError(ONE_CURRENT);
  return {
    current,
    next: keysOf('next')[0] ?? null,
    previous: keysOf('previous'),
    derived: derivedIn(entries),
  };
}

const derivedIn = (entries: readonly (readonly string[])[]): DerivedKey[] =>
  entries
    .filter(([word]) => word === 'derived')
    .map(([, purpose = '', key = '']) => ({ purpose, key: Buffer.from(key, 'base64') }));

const UNKNOWN_LINE = 'A line of the master key file begins with an unknown word.';
const ONE_CURRENT = 'The master key file must have one line "current KEY".';

const WORDS = new Set(['current', 'next', 'previous', 'derived']);

/** The text of a master key file. */
export function keyRingText({ current, next, previous, derived }: KeyRing): string {
  const lines = [
    `current ${current.toString('base64')}`,
    ...(next ? [`next ${next.toString('base64')}`] : []),
    ...previous.map((key) => `previous ${key.toString('base64')}`),
    ...derived.map(({ purpose, key }) => `derived ${purpose} ${key.toString('base64')}`),
  ];
  return `${lines.join('\n')}\n`;
}
