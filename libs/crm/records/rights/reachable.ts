import { fieldsOf, type ObjectRights, type Reach, type RecordAction, type Rights } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { fieldKind, type LinkEntries } from '../field-kind';
import { type ReadablePart, type RecordType, recordTypeOf } from '../record-type';
import { rowTable } from '../row-table';
import { type Region, type Regions, regionsOf } from './reach';

type Governed = Pick<RecordType, 'name' | 'row' | 'view' | 'governed' | 'parent' | 'reaches'>;

/** Some of the rows that a right reaches, as conditions on a row of an alias. */
interface Part {
  readonly owners: readonly string[] | null;
  readonly place: (alias: string) => string | null;
}

/**
 * The condition on a row of this alias that a right reaches it; null when it reaches all of them. It names the workspace as
 * $1 and binds nothing else: ids of members, pipelines and stages are written out.
 */
export function reachable(
  type: Governed,
  rights: Rights,
  action: RecordAction,
  alias: string,
): string | null {
  const { parent } = type;
  const above = parent && 'kind' in parent ? recordTypeOf(parent.kind) : undefined;
  if (parent && above) {
    const toParent = action === 'read' ? 'read' : 'update';
    return existsWhere(above, rights, toParent, { alias, column: parent.field });
  }
  if (type.reaches) return type.reaches(rights, alias);
  if (type.governed === 'by_links') return belonging(type, rights, action, alias);
  const limits = type.governed && rights.objects.get(type.name);
  if (!limits) return null;
  const parts = partsOf(limits, action, rights, rowTable(type.row).columns);
  return anyOf(parts.map((part) => allOf([ownedBy(part.owners, `${alias}.owner_id`), part.place(alias)])));
}

/** The rows that a caller may read, in parts that each have an order of their own; one part without conditions for all of them. */
export function readableParts(type: Governed, rights: Rights): readonly ReadablePart[] {
  const limits = type.governed === 'itself' ? rights.objects.get(type.name) : undefined;
  if (!limits) return [EVERY];
  return partsOf(limits, 'read', rights, rowTable(type.row).columns).map(({ owners, place }) => ({
    owners,
    isAnywhere: place('t') === null,
    where: place,
  }));
}

const EVERY: ReadablePart = { owners: null, isAnywhere: true, where: () => null };

function partsOf(
  limits: ObjectRights,
  action: RecordAction,
  { memberId, colleagues }: Rights,
  columns: readonly string[],
): Part[] {
  const ownersOf: Readonly<Record<Reach, readonly string[] | null>> = {
    none: [],
    own: [memberId],
    team: colleagues,
    all: null,
  };
  if (!columns.includes('stage_id')) {
    const reach = limits.reaches[action];
    return reach === 'none' ? [] : [{ owners: ownersOf[reach], place: () => null }];
  }
  const all = regionsOf(limits, action);
  return all.regions.map((region) => ({
    owners: ownersOf[region.reach],
    place: (alias) => placeSql(region, all, alias),
  }));
}

/** That a row is in a region; null for everywhere. */
function placeSql(region: Region, ruled: Regions, alias: string): string | null {
  const isIn = (column: string, ids: readonly string[]): string => `${alias}.${column} = ANY(${uuids(ids)})`;
  const isNotIn = (column: string, ids: readonly string[]): string | null =>
    ids.length === 0 ? null : `${alias}.${column} <> ALL(${uuids(ids)})`;
  const outside = isNotIn('stage_id', ruled.stages);
  const places: (string | null)[] = [];
  if (region.elsewhere) places.push(allOf([isNotIn('pipeline_id', ruled.pipelines), outside]));
  if (region.pipelines.length > 0) places.push(allOf([isIn('pipeline_id', region.pipelines), outside]));
  if (region.stages.length > 0) places.push(isIn('stage_id', region.stages));
  return anyOf(places);
}

/** What belongs to records: the member's own, or also that of the records which they may read. */
function belonging(type: Governed, rights: Rights, action: RecordAction, alias: string): string | null {
  const reach = rights.objects.get('activity')?.reaches[action] ?? 'all';
  if (reach === 'none') return 'FALSE';
  const isOwn = ofOwner(type, reach === 'own' ? [rights.memberId] : rights.colleagues, alias);
  if (reach !== 'all') return isOwn;
  const entries = linkEntries(type);
  const entry = `${alias}_link`;
  const kinds = entries.kinds.flatMap((kind) => recordTypeOf(kind) ?? []);
  if (kinds.every((kind) => reachable(kind, rights, 'read', 'x') === null)) return null;
  const readable = kinds.flatMap(
    (kind) => existsWhere(kind, rights, 'read', { alias: entry, column: entries.id }, true) ?? [],
  );
  const only = Object.entries(entries.only ?? {}).map(([column, value]) => `${entry}.${column} = '${value}'`);
  const conditions = [`${entry}.workspace_id = $1`, `${entry}.${entries.owner} = ${alias}.id`, ...only];
  return anyOf([
    isOwn,
    `EXISTS (SELECT 1 FROM ${rowTable(entries.row).table} AS ${entry}
      WHERE ${conditions.join(' AND ')} AND ${anyOf(readable) ?? 'TRUE'})`,
  ]);
}

/** Whose a thing is: its owner's, or that of whoever made it when it has none. */
function ofOwner({ row }: Governed, members: readonly string[], alias: string): string {
  if (rowTable(row).columns.includes('owner_id')) return `${alias}.owner_id = ANY(${uuids(members)})`;
  const ids = members.map((id) => `'${toTypeId('member', id)}'`);
  return `${alias}.created_by ->> 'id' IN (${ids.join(', ')})`;
}

type Mixed = LinkEntries & { readonly kinds: readonly Governed['name'][] };

function linkEntries({ view, name }: Governed): Mixed {
  const mixed = fieldsOf(view).flatMap(({ kind }) => fieldKind(kind).mixed ?? [])[0];
  if (!mixed) throw new Error(`A ${name} belongs to no records.`);
  return mixed;
}

/** That the record behind a column is reached; null when any is, unless it must be of the type. */
function existsWhere(
  type: RecordType,
  rights: Rights,
  action: RecordAction,
  { alias, column }: { readonly alias: string; readonly column: string },
  mustBeOne = false,
): string | null {
  const above = `${alias}_${type.name}`;
  const condition = reachable(type, rights, action, above);
  if (condition === null && !mustBeOne) return null;
  const is = [`${above}.workspace_id = $1`, `${above}.id = ${alias}.${column}`, condition ?? 'TRUE'];
  return `EXISTS (SELECT 1 FROM ${rowTable(type.row).table} AS ${above} WHERE ${is.join(' AND ')})`;
}

const ownedBy = (owners: readonly string[] | null, column: string): string | null => {
  if (owners === null) return null;
  const [only] = owners;
  return owners.length === 1 ? `${column} = ${uuid(only ?? '')}` : `${column} = ANY(${uuids(owners)})`;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function uuid(id: string): string {
  if (!UUID.test(id)) throw new Error('Only ids are written into statements.');
  return `'${id}'::uuid`;
}

const uuids = (ids: readonly string[]): string => `ARRAY[${ids.map(uuid).join(', ')}]::uuid[]`;

/** Null stands for a condition that always holds. */
const allOf = (conditions: readonly (string | null)[]): string | null => {
  const real = conditions.filter((condition) => condition !== null);
  return real.length === 0 ? null : real.join(' AND ');
};

const anyOf = (conditions: readonly (string | null)[]): string | null => {
  if (conditions.includes(null)) return null;
  return conditions.length === 0 ? 'FALSE' : `(${conditions.map((one) => `(${one})`).join(' OR ')})`;
};
