import type { Query } from './page-query';
import type { SortKey } from './sort';

/** Where a page starts: after the row with these sort values and this id. */
export interface Place {
  readonly values: readonly unknown[];
  readonly id: string;
}

/** The rows that have no value of the first key. */
export function ofNulls(first: SortKey, others: readonly SortKey[], after: Place | null, query: Query): void {
  query.and(first.index?.none ?? `${first.sql} IS NULL`);
  if (after) query.and(restAfter(others, tail(after), first, query));
}

/** The rows that have one. */
export function ofValues(first: SortKey, keys: readonly SortKey[], after: Place | null, query: Query): void {
  if (first.index) query.join(first.index.join);
  else if (first.nullable) query.and(`${first.sql} IS NOT NULL`);
  if (after) query.and(firstAfter(keys, after, query));
}

/** The first key decides where reading begins: its index is read in order, if it has one beside the rows. */
export const fromIndex = (key: SortKey, at: number): SortKey =>
  at === 0 && key.index ? { ...key, sql: 'v.value', id: 'v.record_id' } : key;

const beyond = ({ descending }: SortKey): string => (descending ? '<' : '>');

const tail = ({ values, id }: Place): Place => ({ values: values.slice(1), id });

/** After a place whose first value is one; a bound on the first field alone lets its index be read from there. */
function firstAfter([first, ...others]: readonly SortKey[], after: Place, query: Query): string {
  if (!first) return 'TRUE';
  const value = query.bind(after.values[0]);
  if (others.length === 0)
    return `(${first.sql}, ${first.id ?? 't.id'}) ${beyond(first)} (${value}, ${query.bind(after.id)})`;
  const rest = restAfter(others, tail(after), first, query);
  return `${first.sql} ${beyond(first)}= ${value} AND (${first.sql} ${beyond(first)} ${value} OR ${rest})`;
}

function restAfter(keys: readonly SortKey[], after: Place, previous: SortKey, query: Query): string {
  const [key, ...others] = keys;
  if (!key) return `t.id ${beyond(previous)} ${query.bind(after.id)}`;
  const rest = restAfter(others, tail(after), key, query);
  const [value] = after.values;
  if (value === null) return `(${key.sql} IS NULL AND ${rest})`;
  const given = query.bind(value);
  const more = `${key.sql} ${beyond(key)} ${given}${key.nullable ? ` OR ${key.sql} IS NULL` : ''}`;
  return `(${more} OR (${key.sql} = ${given} AND ${rest}))`;
}
