import type { Columns } from '@crm/records';
import type { Transaction } from '@platform/database';

import { findingKeys, type Search } from './candidates';

/** From how many records on a write holds the whole kind instead of single keys: locks are few in PostgreSQL. */
const MANY = 20;

/**
 * Lets writers of records that share a key follow one another until their transactions end, so that of two twins which come at the same
 * moment the second sees the first.
 */
export async function holdKeys(tx: Transaction, search: Search, rows: readonly Columns[]): Promise<void> {
  const whole = `duplicates ${search.workspaceId} ${search.type.name}`;
  if (rows.length > MANY) {
    await tx.sql('duplicates.hold_all', HOLD_ALL, [whole]);
    return;
  }
  const keys = new Set(rows.flatMap((row) => findingKeys(search, row)));
  await tx.sql('duplicates.share', SHARE, [whole]);
  await tx.sql('duplicates.hold_keys', HOLD_KEYS, [[...keys].map((key) => `${whole} ${key}`)]);
}

const HOLD_ALL = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';

const SHARE = 'SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))';

/** In one order, so that two writers never wait for each other. */
const HOLD_KEYS = `
  SELECT pg_advisory_xact_lock(held.number) FROM (
    SELECT DISTINCT hashtextextended(key, 0) AS number FROM unnest($1::text[]) AS key ORDER BY 1 OFFSET 0) AS held`;
