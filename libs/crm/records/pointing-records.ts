import { isMergedObject } from '@crm/merged-ids';
import type { Sql } from '@platform/database';
import type { Filter, ListField } from '@platform/filters';
import { type Dto, IntegerField, ObjectField, type RequestContext } from '@platform/http';
import { type IdKind, toTypeId } from '@platform/ids';

import { ownType } from './custom-fields/own-type';
import { pointingFields } from './custom-fields/pointing-fields';
import type { LinkEntries } from './field-kind';
import { type ReverseLink, reverseLinksOf } from './links';
import { contractName, namedContract } from './named-contract';
import { COUNT_CAP, RecordPages } from './record-pages';
import { shapeOf } from './record-shape';
import { type RecordType, recordTypes } from './record-type';
import { seenBy } from './rights/seen-by';
import { rowTable } from './row-table';
import { parseSort } from './sort';

/** The records behind a reverse link that point to one record, by its stored id. */
export const pointingTo = ({ name, through: { field, listed } }: ReverseLink, id: string): Filter => {
  const pointing: ListField = {
    list: true,
    at: [name],
    example: '',
    isEmpty: () => 'FALSE',
    has: (row, value, bind) =>
      listed
        ? `${row}.id IN (SELECT e.${listed.owner} FROM ${rowTable(listed.row).table} AS e WHERE e.workspace_id = $1 AND e.${listed.id} = ${bind(value)}${onlySql(listed)})`
        : `${row}."${field}" = ${bind(value)}`,
  };
  return { kind: 'has', field: pointing, value: id };
};

const onlySql = ({ only = {} }: LinkEntries): string =>
  Object.entries(only)
    .map(([column, value]) => ` AND e.${column} = '${value}'`)
    .join('');

/** How many records point to one that is deleted, by reverse link. */
export type Unlinked = Readonly<Record<string, number>>;

/** Counts those that the caller may read; no further than an estimate does. */
export async function countUnlinked(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  id: string,
): Promise<Unlinked> {
  const { workspaceId, principal } = ctx;
  const counts: [string, number][] = [];
  const links = reverseLinksOf(seenBy(ctx, type));
  for (const link of links.filter((one) => principal.scopes.has(one.type.scopes.read.name))) {
    const set = { workspaceId, filter: pointingTo(link, id), deleted: 'none' } as const;
    const pages = new RecordPages(shapeOf(seenBy(ctx, link.type)));
    counts.push([link.name, await pages.count(sql, set, COUNT_CAP)]);
  }
  return Object.fromEntries(counts);
}

/** The contract of the answer to a deletion: the record, and how many others it is no longer linked to. */
export function deletionContract(type: RecordType): Dto {
  const links = reverseLinksOf(type);
  if (links.length === 0) return type.view;
  const counts = links.map((link): [string, PropertyDecorator] => [
    link.name,
    IntegerField({
      optional: true,
      nullable: false,
      min: 0,
      max: COUNT_CAP,
      example: 0,
      description: `How many ${link.type.words.many}.`,
    }),
  ]);
  const unlinks = namedContract(contractName(type.view, 'Unlinks'), Object.fromEntries(counts));
  return namedContract(
    contractName(type.view, '', 'Deleted'),
    {
      unlinks: ObjectField(unlinks, {
        description: `How many records pointed to it, of the kinds that the caller may read, counted up to ${COUNT_CAP}. They keep the link, which leads nowhere until it is restored.`,
      }),
    },
    type.view,
  );
}

/** Some of the records that point to one, through the reverse links of its type or a custom field: their public ids. */
export async function pointingIds(
  sql: Sql,
  { workspaceId }: RequestContext,
  type: RecordType,
  { id, limit }: { readonly id: string; readonly limit: number },
): Promise<string[]> {
  const ids: string[] = [];
  const links = reverseLinksOf(type).map((link) => ({ from: link.type, filter: pointingTo(link, id) }));
  for (const { from, filter } of [...links, ...(await customPointers(sql, workspaceId, type, id))]) {
    const rows = await new RecordPages(shapeOf(from)).page(sql, {
      workspaceId,
      filter,
      deleted: 'none',
      sort: parseSort(from),
      after: null,
      limit,
    });
    ids.push(...rows.map((row) => toTypeId(from.name, row.id)));
  }
  return ids;
}

/** Where custom fields may name a record: of the types alone that have such fields in this workspace. */
async function customPointers(
  sql: Sql,
  workspaceId: string,
  type: RecordType,
  id: string,
): Promise<{ from: RecordType; filter: Filter }[]> {
  const { own } = await ownType(sql, workspaceId, type, { fresh: true });
  if (!own) return [];
  return recordTypes().flatMap((one) => {
    const from = own.related(one.name);
    const field = from && pointingFields(from, type.name);
    return field ? [{ from, filter: { kind: 'has', field, value: id } }] : [];
  });
}

/** The stored ids of the records of a type, in the form that a workspace has, whose custom fields name some of a kind: of deleted ones, too, which may come back, and of no merged ones. */
export async function customPointingIds(
  sql: Sql,
  workspaceId: string,
  from: RecordType,
  { kind, ids }: { readonly kind: IdKind; readonly ids: readonly string[] },
): Promise<string[]> {
  const fields = pointingFields(from, kind);
  if (!fields) return [];
  const params: unknown[] = [workspaceId];
  const bind = (value: unknown): string => `$${params.push(value)}`;
  const named = ids.map((id) => fields.has('t', id, bind));
  const own = isMergedObject(from.name) ? ' AND t.merged_into IS NULL' : '';
  const rows = await sql.sql<{ id: string }>(
    '',
    `SELECT t.id FROM ${rowTable(from.row).table} AS t WHERE t.workspace_id = $1${own} AND (${named.join(' OR ')})`,
    params,
  );
  return rows.map(({ id }) => id);
}
