import { KEY_COLUMNS, type MatchedObject, matchKeys } from '@crm/matching';
import type { Columns, OwnLookup } from '@crm/records';

import { MatchKey } from './match-key.entity';

/** The keys of a kind of record, kept beside it in the transaction that writes it; a deleted one has none. */
export const matchKeysOf = (object: MatchedObject): OwnLookup => ({
  row: MatchKey,
  owner: 'record_id',
  from: [...KEY_COLUMNS[object], 'deleted_at'],
  rows: (row) => keyRows(object, row),
});

/** What the table holds of one record. */
export const keyRows = (object: MatchedObject, row: Columns): Columns[] =>
  row.deleted_at ? [] : matchKeys(object, row).map((key) => ({ object, key, record_id: row.id }));
