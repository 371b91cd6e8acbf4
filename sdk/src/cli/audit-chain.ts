import { createHash } from 'node:crypto';

import { canonicalJson } from './canonical-json.ts';

/** An entry of the audit log, as far as the chain is concerned. */
export interface ChainedEntry {
  readonly id: string;
  readonly number: number;
  readonly previous_hash: string;
  readonly hash: string;
}

/** Whether a value can be an entry. */
export function isChainedEntry(value: unknown): value is ChainedEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { number, previous_hash: previous, hash } = value as Partial<ChainedEntry>;
  return typeof number === 'number' && typeof previous === 'string' && typeof hash === 'string';
}

/** What is wrong with an entry that follows another one (the first of a file follows none), or null. */
export function faultOf(entry: ChainedEntry, last: ChainedEntry | null): string | null {
  if (last && entry.number !== last.number + 1) return `it follows entry ${last.number}`;
  const before = last?.hash ?? (entry.number === 1 ? FIRST : entry.previous_hash);
  if (entry.previous_hash !== before) return 'it does not continue the entry before';
  const { hash, ...rest } = entry;
  const made = createHash('sha256').update(canonicalJson(rest)).digest('hex');
  return made === hash ? null : 'it was changed after it was written';
}

const FIRST = '0'.repeat(64);
