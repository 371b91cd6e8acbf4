import { readCondition } from './conditions';
import { EVERYTHING, type Filter } from './filter';
import { below, FILTER_LIMITS, type FilterFault } from './filter-faults';
import type { FilterCaller, FilterField, FilterLink, FilterSchema } from './filter-schema';
import { readText } from './filter-values';
import { searchText } from './search-text';
import { segmentFilter } from './segments';

/** A filter that was read: usable when it has no faults. */
export interface ParsedFilter {
  readonly filter: Filter;
  readonly faults: readonly FilterFault[];
  /** What the caller needs for the links that it looks through (`FilterSchema.needs`). */
  readonly needs: ReadonlySet<string>;
}

/** Reads a filter from JSON and checks it against what a kind of record has; all faults at once. */
export function parseFilter(schema: FilterSchema, input: unknown, caller: FilterCaller): ParsedFilter {
  const reader = new FilterReader(caller);
  const filter = isEmpty(input) ? EVERYTHING : reader.all(schema, input, '', 1);
  return { filter, faults: reader.faults, needs: reader.needs };
}

/** Reads the same from JSON text. */
export function parseFilterText(schema: FilterSchema, text: string, caller: FilterCaller): ParsedFilter {
  const input = filterJson(text);
  return 'json' in input
    ? parseFilter(schema, input.json, caller)
    : { filter: EVERYTHING, faults: input.faults, needs: new Set() };
}

/** The JSON of a filter that was given as text, or what is wrong with it. */
export function filterJson(
  text: string,
): { readonly json: unknown } | { readonly faults: readonly FilterFault[] } {
  try {
    return { json: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const detail = 'The filter must be JSON, such as {"amount":{"gte":"1000"}}; in a URL, percent-encoded';
    return { faults: [{ pointer: '', code: 'not_json', detail }] };
  }
}

const NOT_ON_EVENTS =
  'An event does not say this: on events, filter by the fields of the record itself, the group of its stage, "changed" and "before"';

class FilterReader {
  readonly faults: FilterFault[] = [];
  readonly needs = new Set<string>();
  private conditions = 0;
  /** How many segments this stands in. */
  private within: number;
  private links = 0;

  constructor(private readonly caller: FilterCaller) {
    this.within = caller.within ?? 0;
  }

  /** An object: all of its conditions. */
  all(schema: FilterSchema, input: unknown, pointer: string, depth: number): Filter {
    if (!isObject(input)) {
      return this.fault(
        pointer,
        'wrong_type',
        'This must be an object of conditions, such as {"amount":{"gte":"1000"}}',
      );
    }
    if (depth > FILTER_LIMITS.depth) {
      return this.fault(
        pointer,
        'filter_too_deep',
        `A filter may be at most ${FILTER_LIMITS.depth} levels deep`,
      );
    }
    const entries = Object.entries(input);
    if (entries.length === 0) return this.fault(pointer, 'empty', 'There must be a condition here');
    const of = entries.map(([name, value]) => this.entry(schema, [name, value], below(pointer, name), depth));
    return { kind: 'all', of };
  }

  private entry(
    schema: FilterSchema,
    [name, value]: [string, unknown],
    pointer: string,
    depth: number,
  ): Filter {
    if (name === 'and' || name === 'or') {
      return { kind: name === 'and' ? 'all' : 'any', of: this.each(schema, value, pointer, depth) };
    }
    if (name === 'not') return { kind: 'not', of: this.all(schema, value, pointer, depth + 1) };
    if (name === 'search' && schema.search) return this.search(schema.search, value, pointer);
    if (name === 'segment' && schema.segments) return this.segment(schema, value, pointer);
    return this.named(schema, [name, value], pointer, depth);
  }

  private named(
    schema: FilterSchema,
    [name, value]: [string, unknown],
    pointer: string,
    depth: number,
  ): Filter {
    const field = own(schema.fields, name);
    if (field) return this.condition(field, value, pointer);
    const link = own(schema.links, name);
    if (link) return this.link(link, value, pointer, depth);
    const group = own(schema.groups, name);
    if (group) return this.all({ fields: group }, value, pointer, depth + 1);
    if (schema.unusable?.has(name)) return this.fault(pointer, 'not_usable_on_events', NOT_ON_EVENTS);
    return this.fault(pointer, 'unknown_field', `There is no field "${name}" to filter by here`);
  }

  private each(schema: FilterSchema, input: unknown, pointer: string, depth: number): Filter[] {
    if (!Array.isArray(input) || input.length === 0) {
      return [this.fault(pointer, 'wrong_type', 'This must be a list of filters, and not an empty one')];
    }
    if (input.length > FILTER_LIMITS.conditions) return [this.tooMany(pointer)];
    return input.map((item, at) => this.all(schema, item, below(pointer, at), depth + 1));
  }

  private condition(field: FilterField, value: unknown, pointer: string): Filter {
    this.conditions += 1;
    if (this.conditions === FILTER_LIMITS.conditions + 1) return this.tooMany(pointer);
    return readCondition(field, value, pointer, {
      caller: this.caller,
      fault: (at, code, detail) => this.fault(at, code, detail),
    });
  }

  private link(link: FilterLink, value: unknown, pointer: string, depth: number): Filter {
    this.links += 1;
    if (this.links === FILTER_LIMITS.links + 1) {
      return this.fault(
        pointer,
        'too_many_links',
        `A filter may look through at most ${FILTER_LIMITS.links} links`,
      );
    }
    const to = link.to();
    if (to.needs !== undefined) this.needs.add(to.needs);
    const none: Filter = { kind: 'not', of: { kind: 'linked', link, by: null } };
    if (value === null) return none;
    if (isObject(value) && Object.keys(value).join() === 'is_null') {
      const { is_null } = value as { is_null: unknown };
      if (typeof is_null === 'boolean') return is_null ? none : none.of;
      return this.fault(below(pointer, 'is_null'), 'wrong_type', 'This must be true or false');
    }
    return { kind: 'linked', link, by: this.all(to, value, pointer, depth + 1) };
  }

  /** What is wrong in the filter of a segment is told of its id. Behind the limit none is looked into: they would multiply. */
  private segment(schema: FilterSchema, value: unknown, pointer: string): Filter {
    const { segments } = schema;
    this.conditions += 1;
    if (!segments || this.conditions > FILTER_LIMITS.conditions) return this.tooMany(pointer);
    this.needs.add(segments.needs);
    const found = segmentFilter(segments.object, value, this.caller, this.within);
    if (!('filter' in found)) {
      this.faults.push({ pointer, ...found });
      return EVERYTHING;
    }
    if (isEmpty(found.filter)) return EVERYTHING;
    const before = this.faults.length;
    this.within += 1;
    const filter = this.all(schema, found.filter, '', 1);
    this.within -= 1;
    const [first] = this.faults.splice(before);
    if (first) this.faults.push({ ...first, pointer, detail: inSegment(first) });
    return filter;
  }

  private search(search: NonNullable<FilterSchema['search']>, value: unknown, pointer: string): Filter {
    const read = readText(value);
    if (!('value' in read)) return this.fault(pointer, read.code, read.detail);
    const text = searchText(read.value);
    if (text.words.length === 0) return this.fault(pointer, 'empty', 'There must be a word to search for');
    if (text.words.length > FILTER_LIMITS.words) {
      return this.fault(pointer, 'too_many_words', `A search may have at most ${FILTER_LIMITS.words} words`);
    }
    return { kind: 'search', in: search, text };
  }

  private tooMany(pointer: string): Filter {
    return this.fault(
      pointer,
      'filter_too_large',
      `A filter may have at most ${FILTER_LIMITS.conditions} conditions`,
    );
  }

  private fault(pointer: string, code: string, detail: string): Filter {
    this.faults.push({ pointer, code, detail });
    return EVERYTHING;
  }
}

/** What a table has under a name that a caller chose: never what every object inherits. */
const own = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  table && Object.hasOwn(table, name) ? table[name] : undefined;

const isEmpty = (input: unknown): boolean => isObject(input) && Object.keys(input).length === 0;

const inSegment = ({ pointer, detail }: FilterFault): string =>
  `In the filter of this segment${pointer === '' ? '' : ` (${pointer})`}: ${detail}`;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
