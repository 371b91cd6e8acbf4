import { toUuid } from '@platform/ids';

import type { Comparison, Filter, SearchText, Value } from './filter';
import type { Bind, ScalarField, ValueIndex, ValueType } from './filter-schema';
import { sortKey } from './fold-text';
import { matchesFilter } from './matches-filter';

/**
 * The condition of a filter on the rows of `row`, an alias; every value is a parameter, $1 is the workspace. It may be
 * NULL where it is not true, so it stands in a WHERE and is never negated from outside.
 */
export const compileFilter = (filter: Filter, row: string, bind: Bind): string =>
  new FilterCompiler(bind).compile(filter, row);

class FilterCompiler {
  private aliases = 0;

  constructor(private readonly bind: Bind) {}

  compile(filter: Filter, row: string): string {
    switch (filter.kind) {
      case 'all':
      case 'any':
        return this.several(filter, row);
      case 'not':
        return this.negated(filter.of, row);
      case 'is_null':
        return `${filter.field.value(row)} IS NULL`;
      case 'is_empty':
        return filter.field.isEmpty(row);
      case 'has':
        return filter.field.has(row, filter.value, this.bind);
      case 'in':
        return this.in(filter.field, filter.values, row);
      case 'compare':
        return this.compare(filter, row);
      case 'search':
        return this.search(filter.in.sql(row), filter.text);
      default:
        return this.linked(filter, row);
    }
  }

  /** EXISTS is never NULL, and the planner makes a join of it only when NOT stands before it. */
  private negated(filter: Filter, row: string): string {
    const [only, ...others] = filter.kind === 'all' ? filter.of : [filter];
    if (only?.kind === 'linked' && others.length === 0) return `NOT ${this.linked(only, row)}`;
    return `(${this.compile(filter, row)}) IS NOT TRUE`;
  }

  private several({ kind, of }: Extract<Filter, { kind: 'all' | 'any' }>, row: string): string {
    if (of.length === 0) return kind === 'all' ? 'TRUE' : 'FALSE';
    const parts = of.map((part) => this.compile(part, row));
    return parts.length === 1 ? parts.join('') : `(${parts.join(kind === 'all' ? ' AND ' : ' OR ')})`;
  }

  private in(field: ScalarField, values: readonly Value[], row: string): string {
    const exact = (): string => {
      const stored = values.map((value) => storedValue(field, value));
      return `${field.value(row)} = ANY(${this.bind(stored)}::${CASTS[field.type]}[])`;
    };
    const { index } = field;
    if (!index || values.length === 0) return exact();
    const keys = this.bind(values.map((value) => indexedValue(field, value)));
    const found = index.any(row, (value) => `${value} = ANY(${keys}::${index.as}[])`);
    return field.type === 'text' ? `(${found} AND ${exact()})` : found;
  }

  private compare({ field, operator, value }: Extract<Filter, { kind: 'compare' }>, row: string): string {
    if (operator === 'contains' || operator === 'starts_with')
      return this.inText(field, operator, String(value), row);
    if (field.index) return this.byIndex(field, field.index, { operator, value }, row);
    return this.byValue(field, { operator, value }, row);
  }

  /** Texts with the same sort key may differ: the row itself decides. */
  private byIndex(field: ScalarField, index: ValueIndex, { operator, value }: Test, row: string): string {
    const right = this.bind(indexedValue(field, value));
    const found = index.any(row, (left) => `${left} ${SIGNS[operator]} ${right}::${index.as}`);
    const isExact = field.type === 'text' && operator === 'eq';
    return isExact ? `(${found} AND ${this.byValue(field, { operator, value }, row)})` : found;
  }

  private byValue(field: ScalarField, { operator, value }: Test, row: string): string {
    const isByKey = field.type === 'text' && operator !== 'eq';
    const left = isByKey ? `${folded(field.key, row)} COLLATE "C"` : field.value(row);
    const right = this.bind(isByKey ? sortKey(String(value)) : storedValue(field, value));
    return `${left} ${SIGNS[operator]} ${right}::${CASTS[field.type]}`;
  }

  private inText(
    field: ScalarField,
    operator: 'contains' | 'starts_with',
    text: string,
    row: string,
  ): string {
    const start = likePattern(text);
    const anywhere = `%${start}`;
    const exact = `${folded(field.folded, row)} LIKE ${this.bind(operator === 'contains' ? anywhere : start)}`;
    if (!field.nearby || text.length < TRIGRAM) return exact;
    return `(${field.nearby(row)} LIKE ${this.bind(anywhere)} AND ${exact})`;
  }

  private search(column: string, { words, digits }: SearchText): string {
    const found = (word: string): string => `${column} LIKE ${this.bind(`%${likePattern(word)}`)}`;
    const all = words.map(found).join(' AND ');
    return digits === null ? `(${all})` : `(${all} OR ${found(digits)})`;
  }

  /** A record without the link is like one that is linked to a record without any values. */
  private linked({ link, by }: Extract<Filter, { kind: 'linked' }>, row: string): string {
    this.aliases += 1;
    const to = `l${this.aliases}`;
    const { tables, where } = link.sql(row, to);
    const any = `SELECT 1 FROM ${tables} WHERE ${where}`;
    if (!by) return `EXISTS (${any})`;
    const condition = this.compile(by, to);
    if (!link.many && matchesFilter(by, {})) return `NOT EXISTS (${any} AND (${condition}) IS NOT TRUE)`;
    return `EXISTS (${any} AND ${condition})`;
  }
}

/** A comparison that an index of values can answer. */
interface Test {
  readonly operator: keyof typeof SIGNS;
  readonly value: Value;
}

/** A shorter text has no trigram to look up. */
const TRIGRAM = 3;

const SIGNS: Readonly<Record<Exclude<Comparison, 'contains' | 'starts_with'>, string>> = {
  eq: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

const CASTS: Readonly<Record<ValueType, string>> = {
  text: 'text',
  word: 'text',
  boolean: 'boolean',
  integer: 'bigint',
  decimal: 'numeric',
  date: 'date',
  time: 'timestamptz',
  id: 'uuid',
};

const storedValue = ({ idKind }: ScalarField, value: Value): unknown =>
  idKind ? toUuid(idKind, String(value)) : value;

/** The same in an index of values. */
const indexedValue = (field: ScalarField, value: Value): unknown =>
  field.type === 'text' ? sortKey(String(value)) : String(storedValue(field, value));

const likePattern = (text: string): string => `${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

function folded(of: ((row: string) => string) | undefined, row: string): string {
  if (!of) throw new Error('A field of type text says where its folded form is.');
  return of(row);
}
