import type { Sql } from '@platform/database';
import { ownField } from '@platform/filters';
import { toUuid } from '@platform/ids';

import type { Columns } from './field-kind';
import type { Link } from './links';
import { membersByIds } from './members';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import { type RecordType, relatedType } from './record-type';
import { type RecordView, viewOf } from './record-view';

/** Entries of a list whose records are looked up; those after them keep their ids alone. */
export const MAX_EXPANDED_ENTRIES = 25;

/**
 * The records with what they are linked to beside the ids: null where the linked record is deleted. One query per link,
 * however many records there are.
 */
export async function expand(
  sql: Sql,
  workspaceId: string,
  records: readonly RecordView[],
  { type, links }: { readonly type: RecordType; readonly links: readonly Link[] },
): Promise<RecordView[]> {
  let expanded = [...records];
  for (const link of links) {
    const of = { ...link, type: relatedType(type, link.kind) };
    const found = await linkedRecords(sql, workspaceId, of, expanded);
    expanded = expanded.map((record) => ({ ...record, [link.name]: embedded(link, record, found) }));
  }
  return expanded;
}

function embedded({ field, listed }: Link, record: RecordView, found: ReadonlyMap<string, unknown>): unknown {
  const known = (id: unknown): unknown => found.get(String(id)) ?? null;
  const value = record[field];
  if (!listed) return value === null ? null : known(value);
  const { beside, as } = listed;
  return entriesOf(value).map((entry, at) =>
    at < MAX_EXPANDED_ENTRIES ? { ...entry, [as]: known(entry[beside]) } : entry,
  );
}

async function linkedRecords(
  sql: Sql,
  workspaceId: string,
  { kind, field, listed, type }: Link & { readonly type: RecordType | undefined },
  records: readonly RecordView[],
): Promise<ReadonlyMap<string, unknown>> {
  const ids = records.flatMap((record) =>
    listed
      ? entriesOf(record[field])
          .slice(0, MAX_EXPANDED_ENTRIES)
          .map((entry) => ownField(entry, listed.beside))
      : record[field],
  );
  const stored = new Set(ids.flatMap((id) => (typeof id === 'string' ? (toUuid(kind, id) ?? []) : [])));
  if (stored.size === 0) return new Map();
  return recordsByIds(sql, workspaceId, type, [...stored]);
}

/** Records that are not deleted, or members, by their public ids. */
export async function recordsByIds(
  sql: Sql,
  workspaceId: string,
  type: RecordType | undefined,
  ids: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  if (!type) return membersByIds(sql, workspaceId, ids);
  const shape = shapeOf(type);
  const rows = await new RecordStore(shape).findMany(sql, workspaceId, ids);
  return new Map(rows.map((row) => viewOf(shape, row)).map((view) => [view.id, view]));
}

const entriesOf = (value: unknown): Columns[] => (Array.isArray(value) ? (value as Columns[]) : []);
