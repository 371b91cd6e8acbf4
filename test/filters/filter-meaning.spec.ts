import { withConnection } from '@platform/database';
import { type FilterCaller, matchesFilter, parseFilter, sortKey } from '@platform/filters';
import { toTypeId } from '@platform/ids';
import fc from 'fast-check';

import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { anyFilter, anyRows } from './support/any-filter';
import { foundThings, storeThings, type Thing, thingSchema } from './support/things';

const SEED = 20261121;
const caller: FilterCaller = {
  now: new Date('2026-11-21T12:00:00.000Z'),
  me: toTypeId('member', '01930d5c-7a1e-7c3a-9f00-000000000001'),
  country: null,
};

let database: TestDatabase;
let things: Thing[];

beforeAll(async () => {
  database = await cloneTemplate();
  const [rows = []] = fc.sample(anyRows(60), { numRuns: 1, seed: SEED });
  things = await storeThings(database.url, rows);
});
afterAll(() => database.drop());

it('finds in the database exactly what it finds in memory', async () => {
  let meaningful = 0;
  await withConnection(database.url, async (connection) => {
    await connection.sql('', 'SET jit = off');
    await fc.assert(
      fc.asyncProperty(anyFilter, async (input) => {
        const { filter, faults } = parseFilter(thingSchema, input, caller);
        fc.pre(faults.length === 0);
        const found = await foundThings(connection, filter);
        const expected = things.filter((thing) => matchesFilter(filter, thing)).map(({ id }) => id);
        if (expected.length > 0 && expected.length < things.length) meaningful += 1;
        expect(found).toEqual(expected);
      }),
      { numRuns: 1000, seed: SEED, endOnFailure: true },
    );
  });
  expect(meaningful).toBeGreaterThan(300);
});

it('sorts texts by their keys as the database does', async () => {
  const keys = things.flatMap(({ title }) => (title === null ? [] : [sortKey(title)]));
  await withConnection(database.url, async (connection) => {
    const rows = await connection.sql<{ key: string }>(
      '',
      '/* test */ SELECT key FROM unnest($1::text[]) AS key ORDER BY key COLLATE "C"',
      [keys],
    );
    const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(rows.map(({ key }) => key)).toEqual(sorted);
  });
});
