import type { FilterField, FilterLink, FilterSchema } from '@platform/filters';
import { type Dto, fieldsOf } from '@platform/http';
import type { IdKind } from '@platform/ids';

import { kindIn } from './custom-fields/kind-in';
import { filterPart } from './filter-parts';
import { searchTextOf } from './folded-texts';
import { isSegmented, SEGMENTS_SCOPE } from './kept-filters';
import { type Link, linksOf, type ReverseLink, reverseLinksOf } from './links';
import { memberFilterSchema } from './members';
import { type RecordType, recordTypeOf, relatedType } from './record-type';
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
  const search = { sql: (row: string) => `${row}.search_text`, read: searchTextOf(type) };
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
  type: Pick<RecordType, 'own'> = {},
): Required<Pick<FilterSchema, 'fields' | 'groups'>> {
  const fields: Record<string, FilterField> = {};
  const groups: Record<string, Readonly<Record<string, FilterField>>> = {};
  for (const spec of fieldsOf(view)) {
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
    sql: linkSql(link),
  };
}

/** Nothing of it stands in the record itself: an event does not say it. */
function reverseFilterLink(
  to: RecordType,
  { name, type, through: { field, listed } }: ReverseLink,
): FilterLink {
  const { table } = rowTable(type.row);
  return {
    many: true,
    at: [name],
    to: () => filterSchemaOf(relatedType(to, type.name) ?? type),
    sql: (from, to) => {
      const there = `${to}.deleted_at IS NULL`;
      if (!listed) {
        return {
          tables: `${table} AS ${to}`,
          where: `${to}.workspace_id = $1 AND ${to}."${field}" = ${from}.id AND ${there}`,
        };
      }
      const entry = `${to}_entry`;
      return {
        tables: `${rowTable(listed.row).table} AS ${entry} JOIN ${table} AS ${to} ON ${to}.workspace_id = $1 AND ${to}.id = ${entry}.${listed.owner}`,
        where: `${entry}.workspace_id = $1 AND ${entry}.${listed.id} = ${from}.id AND ${there}`,
      };
    },
  };
}

function schemaOfKind(from: RecordType, { kind }: Link): FilterSchema {
  const type = relatedType(from, kind);
  return type ? filterSchemaOf(type) : memberFilterSchema;
}

/** A record that is deleted is like one that is not there; members stay named after they left. */
function linkSql({ kind, field, listed }: Link): FilterLink['sql'] {
  const type = recordTypeOf(kind);
  const table = type ? rowTable(type.row).table : 'members';
  return (from, to) => {
    const there = type ? ` AND ${to}.deleted_at IS NULL` : '';
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
