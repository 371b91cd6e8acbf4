import { createHash } from 'node:crypto';

import canonicalize from 'canonicalize';

import type { AuditEntryDto } from './audit-entry.dto';

/** What the first entry of a workspace has in place of the hash of an entry before. */
export const NO_HASH = '0'.repeat(64);

/** The hash of an entry: SHA-256 of its canonical JSON (RFC 8785), in hexadecimal. */
export function hashOf(entry: Omit<AuditEntryDto, 'hash'>): string {
  const text = canonicalize(entry);
  if (text === undefined) throw new Error('An entry of the audit log has no JSON.');
  return createHash('sha256').update(text).digest('hex');
}

/** The last entry that is known of a chain. */
export interface Link {
  readonly number: number;
  readonly hash: string;
}

/** What is wrong with a chain, and at which entry it shows first. */
export interface ChainFault {
  readonly number: number;
  readonly what: string;
}

/** What is wrong with the entry that should follow another one, or null. */
export function faultAfter(last: Link, { hash, ...entry }: AuditEntryDto): ChainFault | null {
  const { number } = entry;
  const fault = (what: string): ChainFault => ({ number, what });
  if (number !== last.number + 1) return fault(`it follows entry ${last.number}: one is missing or added`);
  if (entry.previous_hash !== last.hash) return fault('it does not continue the entry before');
  if (hashOf(entry) !== hash) return fault('it was changed after it was written');
  return null;
}
