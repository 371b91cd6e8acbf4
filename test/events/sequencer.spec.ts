import { setTimeout as sleep } from 'node:timers/promises';

import { Database } from '@platform/database';
import { LogSignals, LowWaterMark, type OutboxMark, type Pass, Sequencer } from '@platform/events';
import { newUuid } from '@platform/ids';

import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { startTestApp, type TestApp } from './support/test-app';
import { write } from './support/test-events';
import { until } from './support/until';

let clone: TestDatabase;
let process: TestApp;

beforeEach(async () => {
  clone = await cloneTemplate();
  process = await startTestApp(clone.url);
});

afterEach(async () => {
  await process.close();
  await clone.drop();
});

const sequencer = (mark?: OutboxMark) =>
  new Sequencer(process.app.get(Database), process.app.get(LogSignals), mark);

interface LogRow {
  pos: number;
  sequence: number;
  workspace_id: string;
  event_id: string;
  object_id: string;
  object_version: number;
}

const log = () =>
  process.database.sql<LogRow>(
    'test.log',
    `SELECT feed.pos::integer AS pos, feed.sequence::integer AS sequence, feed.workspace_id, event_id, object_id, object_version
     FROM feed JOIN events ON events.workspace_id = feed.workspace_id AND events.id = event_id ORDER BY pos`,
  );

const stored = async () => (await process.database.sql('test.events', 'SELECT id FROM events')).length;

const integers = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

/** Takes until the outbox is empty for good. */
async function drain(...sequencers: Sequencer[]): Promise<void> {
  for (let empty = 0; empty < 2; ) {
    const steps = await Promise.all(sequencers.map((one) => one.step()));
    empty = steps.every(({ taken }) => taken === 0) ? empty + 1 : 0;
  }
}

/**
 * Eight writers change objects that they share, each under the lock of its object's row, some slowly, some undone,
 * while the given sequencers run. Answers how many events were committed.
 */
async function runWriters(sequencers: Sequencer[], writes: number): Promise<void> {
  const workspaces = [newUuid(), newUuid(), newUuid()];
  const objects = integers(12).map((n) => ({ id: newUuid(), workspace: workspaces[n % 3] ?? '' }));
  await process.database.sql('', 'CREATE TABLE things (id uuid PRIMARY KEY, version integer NOT NULL)');
  for (const { id } of objects) await process.database.sql('', `INSERT INTO things VALUES ('${id}', 0)`);
  const writer = async (seed: number) => {
    for (let round = 0; round < writes; round += 1) {
      const object = objects[(seed * 7 + round * 5) % objects.length];
      if (object) await change(object, seed * 31 + round);
    }
  };
  let isWriting = true;
  const sequencing = sequencers.map(async (one) => {
    while (isWriting) {
      await one.step();
      await sleep(3);
    }
  });
  await Promise.all(integers(8).map(writer));
  isWriting = false;
  await Promise.all(sequencing);
}

async function change(object: { id: string; workspace: string }, seed: number): Promise<void> {
  const { database, outbox } = process;
  const isUndone = seed % 11 === 0;
  const work = database.transaction(async (tx) => {
    const [row] = await tx.sql<{ version: number }>(
      'test.change',
      'UPDATE things SET version = version + 1 WHERE id = $1 RETURNING version',
      [object.id],
    );
    const inside = {
      transaction: (then: (t: typeof tx) => Promise<void>) => then(tx),
    } as unknown as Database;
    await write({ database: inside, outbox }, object.workspace, {
      objectId: object.id,
      version: Number(row?.version),
    });
    if (seed % 5 === 0) await sleep(seed % 60);
    if (isUndone) throw new Error('undone');
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof Error && error.message === 'undone')) throw error;
  });
}

function expectDenseAndOrdered(rows: LogRow[]): void {
  expect(rows.map((row) => row.pos)).toEqual(integers(rows.length));
  expect(new Set(rows.map((row) => row.event_id)).size).toBe(rows.length);
  for (const own of Map.groupBy(rows, (row) => row.workspace_id).values()) {
    expect(own.map((row) => row.sequence)).toEqual(integers(own.length));
  }
  for (const own of Map.groupBy(rows, (row) => row.object_id).values()) {
    const versions = own.map((row) => row.object_version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  }
}

describe('the sequencer', () => {
  it('misses nothing and keeps the order of each object under slow and undone transactions', async () => {
    const one = sequencer(new LowWaterMark(process.database, 20));
    await runWriters([one], 40);
    await drain(one);
    const rows = await log();
    expect(rows).toHaveLength(await stored());
    expect(rows.length).toBeGreaterThan(250);
    expectDenseAndOrdered(rows);
  });

  it('does the same when two run at once', async () => {
    const two = integers(2).map(() => sequencer(new LowWaterMark(process.database, 20)));
    await runWriters(two, 40);
    await drain(...two);
    const rows = await log();
    expect(rows).toHaveLength(await stored());
    expectDenseAndOrdered(rows);
  });

  it('goes on after a restart with the next numbers', async () => {
    const workspace = newUuid();
    await write(process, workspace);
    await drain(sequencer());
    await write(process, workspace);
    await drain(sequencer());
    expectDenseAndOrdered(await log());
    expect(await log()).toHaveLength(2);
  });

  it('raises its mark, so that it need not walk over what it has deleted', async () => {
    const mark = new LowWaterMark(process.database, 0);
    const one = sequencer(mark);
    for (let round = 0; round < 5; round += 1) {
      await write(process, newUuid());
      await one.step();
    }
    await drain(one);
    const [row] = await process.database.sql<{ last: string }>(
      'test.last',
      'SELECT last_value AS last FROM outbox_seq',
    );
    // Transactions of other databases of the server hold the mark back, too.
    await until(async () => {
      await one.step();
      return mark.low === Number(row?.last);
    });
  });

  it.each([
    ['while others came and went', 5],
    ['and was the last to begin', 0],
  ])('takes an event whose transaction was open while the mark could rise, %s', async (_, others) => {
    const one = sequencer(new LowWaterMark(process.database, 0));
    let commit = () => {};
    const late = process.database.transaction(async (tx) => {
      const inside = {
        transaction: (then: (t: typeof tx) => Promise<void>) => then(tx),
      } as unknown as Database;
      await write({ database: inside, outbox: process.outbox }, newUuid());
      await new Promise<void>((resolve) => {
        commit = resolve;
      });
    });
    await sleep(50);
    for (let round = 0; round < 5; round += 1) {
      if (round < others) await write(process, newUuid());
      await one.step();
    }
    commit();
    await late;
    await drain(one);
    expect(await log()).toHaveLength(others + 1);
  });
});

/** Marks that are wrong, each in a way that was once tried; `step` is how far a sequencer with it gets. */
class RaisedWithoutPass extends LowWaterMark {
  override async prepare(): Promise<void> {
    await super.prepare();
    super.passed({ isShort: true, maxSeq: 1 });
  }
  override passed(): void {}
}

class BlindToUncalled extends LowWaterMark {
  override async prepare(): Promise<void> {
    await super.prepare();
    const [row] = await process.database.sql<{ last: string }>(
      'test.last',
      'SELECT last_value AS last FROM outbox_seq',
    );
    if (this.low === 0) this.low = Number(row?.last);
  }
}

/** The mark that asks other questions than it should. */
const asking = (instead: Readonly<Record<string, string>>, everyMs = 0): LowWaterMark =>
  new LowWaterMark(
    { sql: (name, text, params) => process.database.sql('', instead[name] ?? text, params) },
    everyMs,
  );

/** Takes the last transaction that has ended for the next one to begin. */
const blindToTheNewest = () =>
  asking({ 'outbox.barrier': 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid' });

/** Raised only where there was nothing more to take. */
class RaisedWhenIdle extends LowWaterMark {
  override passed(pass: Pass): void {
    super.passed({ ...pass, maxSeq: pass.isShort ? pass.maxSeq : 0 });
  }
}

/** How far a mark comes while every look at the outbox leaves something there. */
async function lowUnderBacklog(mark: LowWaterMark): Promise<number> {
  const [first] = await process.database.sql<{ seq: string }>(
    'test.draw',
    "SELECT nextval('outbox_seq') AS seq",
  );
  for (let look = 0; look < 4; look += 1) {
    await mark.prepare();
    mark.passed({ isShort: false, maxSeq: Number(first?.seq) + look });
  }
  return mark.low;
}

/** Whether an event is lost that was being written, by the newest transaction of all, while the mark could rise. */
async function losesTheNewest(mark: LowWaterMark): Promise<boolean> {
  const before = (await log()).length;
  const one = sequencer(mark);
  let commit = () => {};
  let written = () => {};
  const isWritten = new Promise<void>((resolve) => {
    written = resolve;
  });
  const late = process.database.transaction(async (tx) => {
    const inside = { transaction: (then: (t: typeof tx) => Promise<void>) => then(tx) };
    await write({ database: inside as unknown as Database, outbox: process.outbox }, newUuid());
    await new Promise<void>((resolve) => {
      commit = resolve;
      written();
    });
  });
  await isWritten;
  for (let round = 0; round < 5; round += 1) await one.step();
  commit();
  await late;
  await drain(one);
  return (await log()).length === before;
}

describe('a wrong low-water mark is noticed', () => {
  it('when it rises behind a transaction that is still open, as the newest of all', async () => {
    // Now and then a transaction of another database is the newest.
    await until(() => losesTheNewest(blindToTheNewest()), { withinMs: 30_000 });
    await drain(sequencer());
    expect(await losesTheNewest(asking({}))).toBe(false);
  });

  it('when it does not rise as long as there is more to take', async () => {
    expect(await lowUnderBacklog(new RaisedWhenIdle(process.database, 0))).toBe(0);
    await until(async () => (await lowUnderBacklog(new LowWaterMark(process.database, 0))) > 0);
  });

  it('when it is raised without a complete pass', async () => {
    await write(process, newUuid());
    const mark = new RaisedWithoutPass(process.database, 0);
    await until(async () => {
      await mark.prepare();
      return mark.low > 0;
    });
    await drain(sequencer(mark));
    expect(await log()).toHaveLength(0);
  });

  it('when it takes the value of a sequence that was never used', async () => {
    const mark = new BlindToUncalled(process.database, 0);
    const one = sequencer(mark);
    await one.step();
    await write(process, newUuid());
    await drain(one);
    expect(await log()).toHaveLength(0);
  });
});
