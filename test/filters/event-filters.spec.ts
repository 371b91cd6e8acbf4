import { type Sql, withConnection } from '@platform/database';
import {
  atTime,
  eventFilterSchema,
  eventSubject,
  type FilterCaller,
  isStoredFilter,
  matchesFilter,
  parseFilter,
  storedFilter,
} from '@platform/filters';
import { toTypeId } from '@platform/ids';
import fc from 'fast-check';

import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { anyFieldFilter, anyRows } from './support/any-filter';
import { foundThings, storeThings, type Thing, thingSchema } from './support/things';

const SEED = 20261122;
const NOW = new Date('2026-11-21T12:00:00.000Z');
const caller: FilterCaller = {
  now: NOW,
  me: toTypeId('member', '01930d5c-7a1e-7c3a-9f00-000000000001'),
  country: null,
};
const kept: FilterCaller = { ...caller, now: new Date('2026-01-01T00:00:00.000Z'), keepsRelative: true };

const schema = eventFilterSchema(
  {
    ...thingSchema,
    links: {
      ...thingSchema.links,
      owner_of: {
        many: false,
        at: ['owner_of'],
        sql: () => ({ tables: '', where: '' }),
        to: () => thingSchema,
        lasting: ['word'],
      },
    },
  },
  { changing: ['title', 'amount'], untold: ['time'] },
);

/** What is kept of a filter, as it comes back from storage. */
function keep(input: unknown) {
  const { filter, faults } = parseFilter(schema, input, kept);
  expect(faults).toEqual([]);
  const json: unknown = JSON.parse(JSON.stringify(storedFilter(filter)));
  if (!isStoredFilter(json)) throw new Error('What was kept is not what can be read.');
  return atTime(json, NOW);
}

const meets = (input: unknown, event: object): boolean => matchesFilter(keep(input), event);

describe('a filter on events', () => {
  let database: TestDatabase;
  let things: Thing[];

  beforeAll(async () => {
    database = await cloneTemplate();
    const [rows = []] = fc.sample(anyRows(60), { numRuns: 1, seed: SEED });
    things = await storeThings(database.url, rows);
  });
  afterAll(() => database.drop());

  const agreeing = async (wrap: (filter: object) => object, event: (thing: Thing) => object) => {
    let meaningful = 0;
    const agree = async (connection: Sql, input: object) => {
      const { filter, faults } = parseFilter(thingSchema, input, caller);
      fc.pre(faults.length === 0 && parseFilter(schema, wrap(input), caller).faults.length === 0);
      const found = await foundThings(connection, filter);
      const matching = things.filter((thing) => meets(wrap(input), event(thing))).map(({ id }) => id);
      if (found.length > 0 && found.length < things.length) meaningful += 1;
      expect(matching).toEqual(found);
    };
    await withConnection(database.url, async (connection) => {
      await connection.sql('', 'SET jit = off');
      await fc.assert(
        fc.asyncProperty(anyFieldFilter, (input) => agree(connection, input)),
        { numRuns: 250, seed: SEED, endOnFailure: true },
      );
    });
    expect(meaningful).toBeGreaterThan(75);
  };

  it('matches the events whose record it finds in the database after the change', () =>
    agreeing(
      (filter) => filter,
      (thing) => eventSubject(thing, things[0] ?? null, ['title']),
    ));

  it('matches under "before" those whose record it would have found before the change', () =>
    agreeing(
      (before) => ({ before }),
      (thing) => eventSubject(things[0] ?? {}, thing, ['title']),
    ));
});

describe('what an event tells beside its record', () => {
  const event = eventSubject(
    { title: 'New', amount: '20', owner_of: { word: 'red' } },
    { title: 'Old', amount: '10' },
    ['title', 'amount'],
  );
  const creation = eventSubject({ title: 'New' }, null, []);

  it.each<[unknown, boolean]>([
    [{ changed: { has: 'title' } }, true],
    [{ not: { changed: { has: 'amount' } } }, false],
    [{ changed: { is_null: true } }, false],
    [{ amount: { gte: '20' }, before: { amount: { lt: '20' } } }, true],
    [{ before: { title: 'New' } }, false],
    [{ before: { is_null: false } }, true],
    [{ before: null }, false],
    [{ owner_of: { word: 'red' } }, true],
    [{ owner_of: { word: { ne: 'red' } } }, false],
  ])('%j is %s of a change', (filter, expected) => {
    expect(meets(filter, event)).toBe(expected);
  });

  it.each<[unknown, boolean]>([
    [{ changed: { has: 'title' } }, false],
    [{ changed: null }, true],
    [{ before: null }, true],
    [{ before: { amount: { ne: '10' } } }, true],
    [{ before: { amount: '10' } }, false],
  ])('%j is %s of a creation', (filter, expected) => {
    expect(meets(filter, creation)).toBe(expected);
  });

  it.each<[unknown, string, string]>([
    [{ parent: { flag: true } }, '/parent', 'not_usable_on_events'],
    [{ friends: null }, '/friends', 'not_usable_on_events'],
    [{ search: 'word' }, '/search', 'not_usable_on_events'],
    [{ owner_of: { flag: true } }, '/owner_of/flag', 'not_usable_on_events'],
    [{ owner_of: { parent: { flag: true } } }, '/owner_of/parent', 'not_usable_on_events'],
    [{ before: { time: 'now' } }, '/before/time', 'not_usable_on_events'],
    [{ before: { before: { flag: true } } }, '/before/before', 'unknown_field'],
    [{ before: { changed: null } }, '/before/changed', 'unknown_field'],
    [{ changed: { has: 'nothing' } }, '/changed/has', 'not_a_choice'],
    [{ changed: 'title' }, '/changed', 'wrong_operator'],
    [{ colour: 1 }, '/colour', 'unknown_field'],
  ])('%j is wrong at %s: %s', (input, pointer, code) => {
    expect(parseFilter(schema, input, caller).faults).toMatchObject([{ pointer, code }]);
  });
});

describe('a filter that is kept', () => {
  it('counts relative times from when it is evaluated', () => {
    const on = (time: string) => eventSubject({ time, day: time.slice(0, 10) }, null, []);
    const filter = { time: { gte: '-7d' }, day: { in: ['today', '-1d', 'yesterday'] } };
    expect(meets(filter, on('2026-11-20T00:00:00.000Z'))).toBe(true);
    expect(meets(filter, on('2026-01-01T00:00:00.000Z'))).toBe(false);
  });

  it('takes a field that is gone, or became something else, for one without a value', () => {
    expect(meets({ amount: { gte: '1' } }, eventSubject({}, null, []))).toBe(false);
    expect(meets({ amount: { gte: '1' } }, eventSubject({ amount: { amount: '5' } }, null, []))).toBe(false);
    expect(meets({ amount: { ne: '1' } }, eventSubject({ amount: 'much' }, null, []))).toBe(true);
    expect(meets({ tags: { has: 'a' } }, eventSubject({ tags: 'a' }, null, []))).toBe(false);
  });

  it.each([
    null,
    [],
    {},
    { kind: 'toString' },
    { kind: 'like', field: { type: 'text', at: ['title'] } },
    { kind: 'not', of: { kind: 'all' } },
    { kind: 'compare', field: { type: 'colour', at: ['title'] }, operator: 'eq', value: 'a' },
    { kind: 'compare', field: { type: 'text', at: 'title' }, operator: 'eq', value: 'a' },
    { kind: 'compare', field: { type: 'text', at: ['title'] }, operator: 'near', value: 'a' },
    { kind: 'in', field: { type: 'text', at: ['title'] }, values: [null] },
    { kind: 'linked', link: { many: 'no', at: ['parent'] }, by: null },
    { kind: 'search', text: { words: [], digits: null } },
  ])('is not %j', (json) => {
    expect(isStoredFilter(json)).toBe(false);
  });
});
