import type { StoredFilter, Value } from './filter';
import type { Json, ScalarValue } from './filter-schema';
import { matchesFilter } from './matches-filter';
import { requiredValues } from './required-values';
import { atTime } from './stored-filter';
import { valueIn } from './values-in';

/** One filter, and all who ask for it. */
interface Entry<Taker> {
  readonly filter: StoredFilter;
  readonly isRelative: boolean;
  readonly takers: Taker[];
}

/** The filters that require one of some values of a field. */
interface ByValue<Taker> {
  readonly field: ScalarValue;
  readonly entries: Map<Value, Entry<Taker>[]>;
}

/** What is laid before the filters. */
export interface Looked {
  readonly record: Json;
  /** From when relative times count. */
  readonly now: Date;
}

/** Whose filters are met, and how many filters were evaluated to find them. */
export interface Found<Taker> {
  readonly takers: readonly Taker[];
  readonly evaluated: number;
}

/**
 * Many filters that are asked of the same records: equal ones are evaluated once, and those that require a value of a field only
 * when the record has it. What is found is what evaluating each filter by itself would find.
 */
export class FilterIndex<Taker> {
  private readonly known = new Map<string, Entry<Taker>>();
  private readonly byField = new Map<string, ByValue<Taker>>();
  /** Those that only evaluating them tells of. */
  private readonly others: Entry<Taker>[] = [];

  add(filter: StoredFilter, taker: Taker): void {
    const key = JSON.stringify(filter);
    const known = this.known.get(key);
    if (known) known.takers.push(taker);
    else this.place(key, { filter, isRelative: isRelative(filter), takers: [taker] });
  }

  /** `whenBroken` decides for each of the takers of a filter that cannot be evaluated. */
  find(looked: Looked, whenBroken: (taker: Taker, error: unknown) => boolean): Found<Taker> {
    const asked = [...this.others, ...this.required(looked.record)];
    return { takers: asked.flatMap((entry) => metBy(entry, looked, whenBroken)), evaluated: asked.length };
  }

  private place(key: string, entry: Entry<Taker>): void {
    this.known.set(key, entry);
    const required = requiredValues(entry.filter);
    if (!required) {
      this.others.push(entry);
      return;
    }
    const { type, at } = required.field;
    const name = JSON.stringify([type, at]);
    const { entries } = entryOf(this.byField, name, () => ({
      field: { type, at },
      entries: new Map<Value, Entry<Taker>[]>(),
    }));
    for (const value of new Set(required.values)) entryOf(entries, value, () => []).push(entry);
  }

  private required(record: Json): Entry<Taker>[] {
    return [...this.byField.values()].flatMap(({ field, entries }) => {
      const value = valueIn(field, record);
      return value === null ? [] : (entries.get(value) ?? []);
    });
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const there = map.get(key) ?? make();
  map.set(key, there);
  return there;
}

function metBy<Taker>(
  { filter, isRelative: moves, takers }: Entry<Taker>,
  { record, now }: Looked,
  whenBroken: (taker: Taker, error: unknown) => boolean,
): readonly Taker[] {
  try {
    return matchesFilter(moves ? atTime(filter, now) : filter, record) ? takers : [];
  } catch (error) {
    return takers.filter((taker) => whenBroken(taker, error));
  }
}

/** Whether what a filter means depends on when it is asked. */
const isRelative = (filter: StoredFilter): boolean =>
  JSON.stringify(atTime(filter, EARLY)) !== JSON.stringify(atTime(filter, LATE));

const EARLY = new Date(0);
const LATE = new Date(1e12);
