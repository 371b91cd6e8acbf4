import {
  atTime,
  type FilterCaller,
  FilterIndex,
  matchesFilter,
  parseFilter,
  type StoredFilter,
  storedFilter,
} from '@platform/filters';
import fc from 'fast-check';

import { anyFieldFilter, anyRows } from './support/any-filter';
import { linked, thingSchema } from './support/things';

const SEED = 20261129;
const NOW = new Date('2026-11-21T12:00:00.000Z');
const KEPT: FilterCaller = { now: NOW, me: null, country: null, keepsRelative: true };

/** What is kept of a filter, as it comes back from storage; none of a filter with a fault. */
function keep(input: unknown): StoredFilter[] {
  const { filter, faults } = parseFilter(thingSchema, input, KEPT);
  return faults.length > 0 ? [] : [JSON.parse(JSON.stringify(storedFilter(filter))) as StoredFilter];
}

const kept = (input: unknown): StoredFilter => keep(input)[0] ?? { kind: 'any', of: [] };

const never = (taker: unknown): boolean => {
  throw new Error(`The filter of ${String(taker)} could not be evaluated.`);
};

function indexOf(filters: readonly StoredFilter[]): FilterIndex<number> {
  const index = new FilterIndex<number>();
  for (const [at, filter] of filters.entries()) index.add(filter, at);
  return index;
}

const red = { word: 'red', count: 1 };

describe('an index of filters', () => {
  it('finds for every record those that evaluating each of them finds', () => {
    let skipped = 0;
    const somewhere = anyFieldFilter.map((filter) => ({ parent: filter }));
    fc.assert(
      fc.property(
        anyRows(12),
        fc.array(fc.oneof(anyFieldFilter, somewhere), { minLength: 1, maxLength: 30 }),
        (rows, inputs) => {
          const filters = inputs.flatMap(keep);
          const index = indexOf(filters);
          for (const record of linked(rows)) {
            const { takers, evaluated } = index.find({ record, now: NOW }, never);
            const met = filters.flatMap((filter, at) =>
              matchesFilter(atTime(filter, NOW), record) ? [at] : [],
            );
            expect([...takers].sort((a, b) => a - b)).toEqual(met);
            skipped += filters.length - evaluated;
          }
        },
      ),
      { numRuns: 60, seed: SEED, endOnFailure: true },
    );
    expect(skipped).toBeGreaterThan(200);
  });

  it('evaluates one of many that are alike, and none that requires another value', () => {
    const others = Array.from({ length: 500 }, (_, n) => ({ count: n + 2, amount: { gte: '1' } }));
    const alike = Array.from({ length: 500 }, () => ({ amount: { is_null: true }, flag: { ne: true } }));
    const index = indexOf([...others, ...alike].map(kept));
    const { takers, evaluated } = index.find({ record: red, now: NOW }, never);
    expect(takers).toHaveLength(500);
    expect(evaluated).toBe(1);
  });

  it('sees a required value behind a link to one record, and in a list of values', () => {
    const index = indexOf(
      [{ parent: { word: { in: ['red', 'blue'] } } }, { parent: { word: 'green' } }].map(kept),
    );
    expect(index.find({ record: { parent: red }, now: NOW }, never)).toEqual({ takers: [0], evaluated: 1 });
    expect(index.find({ record: { parent: null }, now: NOW }, never)).toEqual({ takers: [], evaluated: 0 });
  });

  it('counts relative times from each record’s own moment', () => {
    const index = indexOf([kept({ time: { gte: '-1d' } })]);
    const record = { time: '2026-11-21T00:00:00.000Z' };
    expect(index.find({ record, now: NOW }, never).takers).toEqual([0]);
    expect(index.find({ record, now: new Date('2026-12-01') }, never).takers).toEqual([]);
  });

  it('asks about each taker of a filter that cannot be evaluated, and about no other', () => {
    const broken: StoredFilter = {
      kind: 'compare',
      field: { type: 'decimal', at: ['amount'] },
      operator: 'gte',
      value: 'a lot',
    };
    const index = indexOf([broken, kept({ word: 'red' }), broken]);
    const asked: number[] = [];
    const { takers } = index.find({ record: { ...red, amount: '1' }, now: NOW }, (taker) => {
      asked.push(taker);
      return taker === 2;
    });
    expect(asked).toEqual([0, 2]);
    expect([...takers].sort()).toEqual([1, 2]);
  });
});
