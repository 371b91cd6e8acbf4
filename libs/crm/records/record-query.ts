import type { Sql } from '@platform/database';
import {
  EVERYTHING,
  type Filter,
  type FilterCaller,
  type FilterFault,
  type FilterSchema,
  filterJson,
  type ParsedFilter,
  parseFilter,
  parseFilterText,
} from '@platform/filters';
import { type Fault, invalidRequest, missingScope, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';
import { keyOfPath } from './custom-fields/custom-field';
import { choiceFaults, sortFaults } from './custom-fields/custom-sorts';
import { filterSchemaOf } from './filter-schema-of';
import { followedFilter } from './followed-filters';
import { keptFilters } from './kept-filters';
import { type Link, linksOf } from './links';
import { MEMBERS_SCOPE } from './members';
import { equalities, type ListInputDto, type ListQueryDto, type SearchDto } from './record-query.dto';
import { answeredFields, type RecordType, recordTypeOf, relatedType } from './record-type';
import { sortColumn } from './sort';

/** Reads the filter of a list from its query string; every value in it that is not right is told. */
export async function queryFilter(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  query: ListQueryDto,
): Promise<Filter> {
  requireKnown(type, query);
  const schema = filterSchemaOf(type);
  const { segment } = query;
  const given = query.filter === undefined ? null : filterJson(query.filter);
  const named = given && 'json' in given ? [{ segment }, given.json] : [{ segment }];
  const caller = { ...filterCallerOf(ctx), segments: await keptFilters(sql, ctx, named) };
  const parts: Part[] = equalities(recordTypeOf(type.name) ?? type).flatMap((field) => {
    const text = (query as Readonly<Record<string, unknown>>)[field];
    if (typeof text !== 'string') return [];
    const parsed = parseFilter(schema, { [field]: plainValue(text) }, caller);
    return [{ parsed, pointer: () => `?${field}` }];
  });
  if (segment !== undefined)
    parts.push({ parsed: parseFilter(schema, { segment }, caller), pointer: () => '?segment' });
  if (query.filter !== undefined) {
    const parsed = parseFilterText(schema, query.filter, caller);
    parts.push({ parsed, pointer: (at) => `?filter${at}` });
  }
  return combined(sql, ctx, parts);
}

/** Reads the filter of a list that is no list of records from its query string. */
export async function plainFilter(
  sql: Sql,
  ctx: RequestContext,
  schema: FilterSchema,
  text: string | undefined,
): Promise<Filter> {
  if (text === undefined) return EVERYTHING;
  const parsed = parseFilterText(schema, text, filterCallerOf(ctx));
  return combined(sql, ctx, [{ parsed, pointer: (at) => `?filter${at}` }]);
}

/** Reads the filter of a search from its body. */
export async function bodyFilter(
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  body: SearchDto,
): Promise<Filter> {
  requireKnown(type, body);
  const schema = filterSchemaOf(type);
  const caller = { ...filterCallerOf(ctx), segments: await keptFilters(sql, ctx, [body.filter]) };
  const parts: Part[] = [];
  if (body.filter !== undefined) {
    parts.push({ parsed: parseFilter(schema, body.filter, caller), pointer: (at) => `/filter${at}` });
  }
  if (body.search !== undefined) {
    parts.push({ parsed: parseFilter(schema, { search: body.search }, caller), pointer: (at) => at });
  }
  return combined(sql, ctx, parts);
}

/** The links that a caller wants expanded; 403 when it may not read what is behind one. */
export function expandedLinks(ctx: RequestContext, type: RecordType, names: readonly string[] = []): Link[] {
  const links = linksOf(type).filter(({ name }) => names.includes(name));
  for (const { kind } of links) requireScope(ctx, relatedType(type, kind)?.scopes.read.name ?? MEMBERS_SCOPE);
  return links;
}

/** Whether the workspace has the custom fields that are named to be sorted by and answered with; 400 otherwise. */
export function requireKnown(
  type: RecordType,
  { sort = [], fields = [], expand = [] }: Pick<ListInputDto, 'sort' | 'fields' | 'expand'>,
): void {
  const faults = [
    ...sortFaults(type, sort),
    ...choiceFaults(type, fields),
    ...hiddenFaults(type, { sort, fields, expand }),
  ];
  if (faults.length > 0) throw invalidRequest(faults);
}

/** What is hidden from the caller is not there: the contract alone would let it be named. */
function hiddenFaults(
  type: RecordType,
  { sort, fields, expand }: Readonly<Record<'sort' | 'fields' | 'expand', readonly string[]>>,
): Fault[] {
  const { seen } = type;
  if (!seen || seen.hidden.size === 0) return [];
  const answered = new Set(answeredFields(type).map(({ name }) => name));
  const links = new Set(linksOf(type).map(({ name }) => name));
  const isSorted = (name: string): boolean =>
    keyOfPath(name) !== null || !seen.hidden.has(sortColumn(type, name));
  const isThere = (name: string): boolean => keyOfPath(name) !== null || answered.has(name);
  const fault = (parameter: string, name: string): Fault => ({
    pointer: `?${parameter}`,
    code: 'unknown_field',
    detail: `There is no field "${name}" here`,
  });
  return [
    ...sort
      .map((name) => name.replace(/^-/, ''))
      .filter((name) => !isSorted(name))
      .map((name) => fault('sort', name)),
    ...fields.filter((name) => !isThere(name)).map((name) => fault('fields', name)),
    ...expand.filter((name) => !links.has(name)).map((name) => fault('expand', name)),
  ];
}

interface Part {
  readonly parsed: ParsedFilter;
  readonly pointer: (at: string) => string;
}

async function combined(sql: Sql, ctx: RequestContext, parts: readonly Part[]): Promise<Filter> {
  for (const { parsed } of parts) for (const scope of parsed.needs) requireScope(ctx, scope);
  const faults = parts.flatMap(({ parsed, pointer }) => parsed.faults.map((fault) => placed(fault, pointer)));
  if (faults.length > 0) throw invalidRequest(faults);
  const filters = parts.map(({ parsed }) => parsed.filter).filter((filter) => filter !== EVERYTHING);
  return filters.length === 0 ? EVERYTHING : followedFilter(sql, ctx, { kind: 'all', of: filters });
}

const placed = (fault: FilterFault, pointer: Part['pointer']): Fault => ({
  ...fault,
  pointer: pointer(fault.pointer),
});

/** Refuses a caller who lacks a scope. */
export function requireScope({ principal }: RequestContext, scope: string): void {
  if (!principal.scopes.has(scope)) throw missingScope(scope);
}

/** What `me`, `today` and a phone number mean in a filter of this caller. */
export const filterCallerOf = ({ now, principal: { memberId, country } }: RequestContext): FilterCaller => ({
  now,
  me: memberId === null ? null : toTypeId('member', memberId),
  country,
});

/** A query string has no quotes: these words are what they mean in JSON. */
const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const plainValue = (text: string): unknown => (WORDS.has(text) ? WORDS.get(text) : text);
