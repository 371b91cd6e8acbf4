import { KEY_COLUMNS, type MatchedObject, matchKeys } from '@crm/matching';
import type { Columns, OwnLookup } from '@crm/records';

import { keyNumber } from './key-number';
import { MatchKey } from './match-key.entity';

/** The keys of a kind of record, kept beside it in the transaction that writes it; a deleted one has none. */
export const matchKeysOf = (object: MatchedObject): OwnLookup => ({
  row: MatchKey,
  owner: 'record_id',
  from: [...KEY_COLUMNS[object], 'deleted_at'],
  rows: (row) => keyRows(object, row),
});

/** What the table holds of one record. */
export function keyRows(object: MatchedObject, row: Columns): Columns[] {
  if (row.deleted_at) return [];
  const numbers = new Set(matchKeys(object, row).map((key) => keyNumber(object, key)));
  return [...numbers].map((key) => ({ key, record_id: row.id }));
}
