import type { FilterField, FilterLink, FilterSchema } from '@platform/filters';
import type { Dto } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { kindIn } from './custom-fields/kind-in';
import type { LinkEntries } from './field-kind';
import { filterPart } from './filter-parts';
import { searchedSql, searchTextOf } from './folded-texts';
import { isSegmented, SEGMENTS_SCOPE } from './kept-filters';
import { type Link, linksOf, type ReverseLink, reverseLinksOf } from './links';
import { memberFilterSchema } from './members';
import { answeredFields, type RecordType, recordTypeOf, relatedType } from './record-type';
import { rowTable } from './row-table';

const schemas = new WeakMap<RecordType, FilterSchema>();

/** What filters may ask of the records of a type: every field that it answers, and what it is linked to. */
export function filterSchemaOf(type: RecordType): FilterSchema {
  const known = schemas.get(type);
  if (known) return known;
  const { fields, groups } = ownFields(type.view, type.name, type);
  const links = Object.fromEntries([
    ...linksOf(type).map((link) => [link.name, filterLink(type, link)]),
    ...reverseLinksOf(type).map((link) => [link.name, reverseFilterLink(type, link)]),
  ]) as Record<string, FilterLink>;
  const search = { sql: searchedSql(type), read: searchTextOf(type) };
  const segments = { object: type.name, needs: SEGMENTS_SCOPE };
  const schema: FilterSchema = {
    fields,
    groups,
    links,
    search,
    needs: type.scopes.read.name,
    ...(isSegmented(type.name) && { segments }),
  };
  schemas.set(type, schema);
  return schema;
}

/** The fields that filters on records of a type can ask for, links aside. */
export function filterableNames(type: RecordType): ReadonlySet<string> {
  const { fields, groups = {} } = filterSchemaOf(type);
  return new Set([...Object.keys(fields), ...Object.keys(groups)]);
}

/** What filters may ask of the fields of a contract, links aside. */
export function ownFields(
  view: Dto,
  object: IdKind,
  type: Pick<RecordType, 'own' | 'seen'> = {},
): Required<Pick<FilterSchema, 'fields' | 'groups'>> {
  const fields: Record<string, FilterField> = {};
  const groups: Record<string, Readonly<Record<string, FilterField>>> = {};
  for (const spec of answeredFields({ view, ...type })) {
    const part = kindIn(type, spec.kind).filter?.(spec, object) ?? filterPart(spec);
    if (part && 'field' in part) fields[spec.name] = part.field;
    else if (part) groups[spec.name] = part.group;
  }
  return { fields, groups };
}

function filterLink(from: RecordType, link: Link): FilterLink {
  const { name, listed, kind } = link;
  return {
    many: listed !== null,
    at: [name],
    ...(listed && { as: listed.as }),
    to: () => schemaOfKind(from, link),
    lasting: recordTypeOf(kind)?.lasting ?? [],
    sql: linkSql(from, link),
  };
}

/** Nothing of it stands in the record itself: an event does not say it. */
function reverseFilterLink(to: RecordType, { name, type, through }: ReverseLink): FilterLink {
  const from = relatedType(to, type.name) ?? type;
  const { table } = rowTable(from.row);
  const { listed, field } = through;
  return {
    many: true,
    at: [name],
    to: () => {
      const schema = filterSchemaOf(from);
      return listed?.repeated ? readFromEntries(schema, listed) : schema;
    },
    sql: listed
      ? entriesSql(from, listed)
      : (row, other) => ({
          tables: `${table} AS ${other}`,
          where: `${other}.workspace_id = $1 AND ${other}."${field}" = ${row}.id AND ${isThere(from, other)}`,
        }),
  };
}

/**
 * Through a table whose entries name both records. A left join is one that the database leaves out when nothing is asked of
 * the other record but what its entries repeat.
 */
function entriesSql(
  type: RecordType,
  { row, owner, id, only = {}, repeated }: LinkEntries,
): FilterLink['sql'] {
  const { table } = rowTable(type.row);
  return (from, to) => {
    const entry = entryOf(to);
    const join = repeated ? 'LEFT JOIN' : 'JOIN';
    const conditions = [
      `${entry}.workspace_id = $1 AND ${entry}.${id} = ${from}.id`,
      ...Object.entries(only).map(([column, value]) => `${entry}.${column} = '${value}'`),
      ...(repeated ? [] : [`${to}.deleted_at IS NULL`]),
      ...[type.seen?.readable(to) ?? null].filter((condition) => condition !== null),
    ];
    return {
      tables: `${rowTable(row).table} AS ${entry} ${join} ${table} AS ${to} ON ${to}.workspace_id = $1 AND ${to}.id = ${entry}.${owner}`,
      where: conditions.join(' AND '),
    };
  };
}

/** That a linked record is not deleted, and one that the caller may read. */
function isThere({ seen }: RecordType, row: string): string {
  const readable = seen?.readable(row) ?? null;
  return `${row}.deleted_at IS NULL${readable === null ? '' : ` AND ${readable}`}`;
}

const entryOf = (row: string): string => `${row}_entry`;

const readings = new WeakMap<FilterSchema, FilterSchema>();

/** What may be asked of the other records, with what their entries repeat read from the entries. */
function readFromEntries(schema: FilterSchema, { repeated = [] }: LinkEntries): FilterSchema {
  const known = readings.get(schema);
  if (known) return known;
  const fields = repeated.flatMap((name): [string, FilterField][] => {
    const field = schema.fields[name];
    return field && !field.list ? [[name, { ...field, value: (row) => `${entryOf(row)}."${name}"` }]] : [];
  });
  const reading = { ...schema, fields: { ...schema.fields, ...Object.fromEntries(fields) } };
  readings.set(schema, reading);
  return reading;
}

function schemaOfKind(from: RecordType, { kind }: Link): FilterSchema {
  const type = relatedType(from, kind);
  return type ? filterSchemaOf(type) : memberFilterSchema;
}

/** A record that is deleted is like one that is not there; members stay named after they left. */
function linkSql(of: RecordType, { kind, field, listed }: Link): FilterLink['sql'] {
  const type = relatedType(of, kind);
  const table = type ? rowTable(type.row).table : 'members';
  return (from, to) => {
    const there = type ? ` AND ${isThere(type, to)}` : '';
    if (!listed) {
      return {
        tables: `${table} AS ${to}`,
        where: `${to}.workspace_id = $1 AND ${to}.id = ${from}."${field}"${there}`,
      };
    }
    const entry = `${to}_entry`;
    return {
      tables: `${rowTable(listed.row).table} AS ${entry} JOIN ${table} AS ${to} ON ${to}.workspace_id = $1 AND ${to}.id = ${entry}.${listed.id}`,
      where: `${entry}.workspace_id = $1 AND ${entry}.${listed.owner} = ${from}.id${there}`,
    };
  };
}
