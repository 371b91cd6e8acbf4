import { arrayLiteral, Database, insertRows, type Transaction } from '@platform/database';
import fc from 'fast-check';

import { startTestApp, type TestApp } from '../events/support/test-app';
import { cloneTemplate, type TestDatabase } from '../support/test-database';

let clone: TestDatabase;
let process: TestApp;

beforeAll(async () => {
  clone = await cloneTemplate();
  process = await startTestApp(clone.url);
  await process.database.sql(
    'test.table',
    `CREATE TABLE things (n integer PRIMARY KEY CHECK (n < 1000000), a text, b text, j jsonb, x text[], t timestamptz, d date, f boolean, amount numeric)`,
  );
});

afterAll(async () => {
  await process.close();
  await clone.drop();
});

beforeEach(() => process.database.sql('test.clear', 'DELETE FROM things'));

const COLUMNS = ['n', 'a', 'b', 'j', 'x', 't', 'd', 'f', 'amount'];

const database = () => process.app.get(Database);

const insert = (tx: Transaction, rows: readonly (readonly unknown[])[]) =>
  insertRows(tx, { table: 'things', columns: COLUMNS, size: rows.length, values: () => rows });

const stored = () =>
  process.database.sql<Record<string, unknown>>('test.things', 'SELECT * FROM things ORDER BY n');

/** What PostgreSQL can store: no NUL, no half of a pair. */
const text = fc
  .string({
    unit: fc.oneof(fc.constantFrom(...'\\\t\n\r\b\v"\'{},.N\u2028é😀'), fc.string({ unit: 'binary' })),
  })
  .filter((value) => value.isWellFormed() && !value.includes('\0'));

const row = fc.tuple(
  fc.oneof(text, fc.constantFrom('\\N', '\\.', '', 'null', 'NULL')),
  fc.option(text),
  fc.option(fc.oneof(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null))), fc.array(text))),
  fc.array(text).map(arrayLiteral),
  fc.option(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })),
  fc.constantFrom('2024-02-29', null, undefined),
  fc.option(fc.boolean()),
  fc.constantFrom('1999.90', '-0.000001', '99999999999999999999.5', null),
);

const numbered = (rows: readonly (readonly unknown[])[]) => rows.map((values, at) => [at, ...values]);

const filler = (size: number) => Array.from({ length: size }, () => ['a', null, null, '{}']);

describe('rows inserted together', () => {
  it('are the same, however many there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 10 }), async (rows) => {
        await process.database.sql('test.clear', 'DELETE FROM things');
        await database().transaction((tx) => insert(tx, numbered(rows)));
        const few = await stored();
        await process.database.sql('test.clear', 'DELETE FROM things');
        await database().transaction((tx) => insert(tx, numbered([...rows, ...filler(100)])));
        expect((await stored()).slice(0, rows.length)).toEqual(few);
      }),
      { numRuns: 60 },
    );
  });

  it('come back as they were given', async () => {
    const values = ['tab\t line\n back\\slash \\N', '\\.', { 'a\\"b': ['\n', '\\n', 1, null] }];
    const rest = [
      arrayLiteral(['a "b"', 'c\\d', '', '{,}', 'NULL']),
      new Date(0),
      '2024-02-29',
      true,
      '1.50',
    ];
    await database().transaction((tx) =>
      insert(tx, [[0, ...values, ...rest], ...numbered(filler(50)).slice(1)]),
    );
    const [first] = await process.database.sql<Record<string, unknown>>(
      'test.first',
      'SELECT n, a, b, j, x, t, d::text AS d, f, amount FROM things WHERE n = 0',
    );
    expect(first).toEqual({
      n: 0,
      a: values[0],
      b: values[1],
      j: values[2],
      x: ['a "b"', 'c\\d', '', '{,}', 'NULL'],
      t: new Date(0),
      d: '2024-02-29',
      f: true,
      amount: '1.50',
    });
  });

  it('take no statement when there are none', async () => {
    await database().transaction((tx) => insert(tx, []));
    expect(await stored()).toEqual([]);
  });
});

describe('sets of rows inserted in turn', () => {
  const set = (
    rows: readonly (readonly unknown[])[],
    values: () => Iterable<readonly unknown[]> = () => rows,
  ) => ({
    table: 'things',
    columns: COLUMNS,
    size: rows.length,
    values,
  });
  const rowsFrom = (first: number, size: number, a = 'a') =>
    Array.from({ length: size }, (_, at) => [first + at, a, null, null, '{}']);

  it('are all stored, whatever their sizes', async () => {
    const long = 'x'.repeat(1000);
    const sets = [rowsFrom(0, 30), rowsFrom(100, 3), [], rowsFrom(1000, 6000, long), rowsFrom(10_000, 25)];
    await database().transaction((tx) => insertRows(tx, ...sets.map((rows) => set(rows))));
    expect((await stored()).map(({ n, a }) => [n, a])).toEqual(sets.flat().map(([n, a]) => [n, a]));
  });

  it('are made ready while the server is busy with the one before', async () => {
    let isMade = () => {};
    const made = new Promise<void>((resolve) => {
      isMade = resolve;
    });
    const late = function* () {
      yield* rowsFrom(100, 30);
      isMade();
    };
    let store: Promise<void> | undefined;
    const blocked = database().transaction(async (tx) => {
      await insert(tx, rowsFrom(29, 1));
      // It waits for the row that nobody knows yet whether it will be there.
      store = database().transaction((other) =>
        insertRows(other, set(rowsFrom(0, 30)), set(rowsFrom(100, 30), late)),
      );
      await made;
      throw new Error('not after all');
    });
    await expect(blocked).rejects.toThrow('not after all');
    await store;
    expect(await stored()).toHaveLength(60);
  });

  it('end with the error of the set that failed, whichever was made first', async () => {
    const broken = function* () {
      yield* rowsFrom(100, 10);
      throw new Error('no more');
    };
    const insertAll = (
      ...sets: Parameters<typeof insertRows> extends [unknown, ...infer Sets] ? Sets : never
    ) => database().transaction((tx) => insertRows(tx, ...sets));
    const good = set(rowsFrom(0, 5000));
    const taken = set([...rowsFrom(0, 5000), [0]]);
    await expect(insertAll(good, set(rowsFrom(100, 30), broken))).rejects.toThrow('no more');
    await expect(insertAll(taken, set(rowsFrom(100, 30), broken))).rejects.toMatchObject({ code: '23505' });
    expect(await stored()).toEqual([]);
    await insertAll(good);
    expect(await stored()).toHaveLength(5000);
  });
});

describe('rows that cannot be stored', () => {
  const rows = [...numbered(filler(5000)), [1_000_000, 'too much']];

  it('tell why, and the transaction can go on after a savepoint', async () => {
    await database().transaction(async (tx) => {
      await tx.sql('test.savepoint', 'SAVEPOINT here');
      await expect(insert(tx, rows)).rejects.toMatchObject({ code: '23514', constraint: 'things_n_check' });
      await tx.sql('test.rollback', 'ROLLBACK TO SAVEPOINT here');
      await insert(tx, rows.slice(0, 30));
    });
    expect(await stored()).toHaveLength(30);
  });

  it('end with the error of whoever makes them, and leave nothing', async () => {
    const values = function* () {
      yield* rows.slice(0, 3000);
      throw new Error('no more');
    };
    const set = { table: 'things', columns: COLUMNS, size: 4000, values };
    await expect(database().transaction((tx) => insertRows(tx, set))).rejects.toThrow('no more');
    expect(await stored()).toEqual([]);
    await database().transaction((tx) => insert(tx, rows.slice(0, 100)));
    expect(await stored()).toHaveLength(100);
  });

  it('do not hang when the connection is lost in the middle', async () => {
    const values = function* () {
      yield* rows.slice(0, 4000);
    };
    const lost = database().transaction(async (tx) => {
      const [own] = await tx.sql<{ pid: number }>('test.pid', 'SELECT pg_backend_pid() AS pid');
      await process.database.sql('test.kill', 'SELECT pg_terminate_backend($1)', [own?.pid]);
      await insertRows(tx, { table: 'things', columns: COLUMNS, size: 4000, values });
    });
    await expect(lost).rejects.toThrow();
    await database().transaction((tx) => insert(tx, rows.slice(0, 40)));
    expect(await stored()).toHaveLength(40);
  });
});
