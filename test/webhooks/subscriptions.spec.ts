import { type Database, Rollback, type Transaction } from '@platform/database';

import { FanOut } from '../../libs/ecosystem/webhooks/fan-out';
import { KeptSubscriptions, renewSubscriptions } from '../../libs/ecosystem/webhooks/kept-subscriptions';
import { cpuMs } from '../support/cpu-time';
import { Engine } from './support/engine';
import { EngineBench } from './support/engine-bench';
import { copyEndpoints, titleIs } from './support/many-endpoints';

const bench = new EngineBench();
const URL = 'https://example.com/hooks';

/** The fan-outs of two workers, who take turns. */
function workersOf(database: Database) {
  const both = [new FanOut(database), new FanOut(database)];
  let turn = 0;
  return async () => {
    turn += 1;
    while ((await both[turn % 2]?.step())?.hasMore);
  };
}

describe('what the fan-out remembers of endpoints', () => {
  it('is what they are now, whichever worker looks, after each change', async () => {
    const { engine, process } = bench;
    const hook = await engine.endpoint(URL);
    const path = `/v1/webhook-endpoints/${(await engine.api.get('/v1/webhook-endpoints')).body.data[0].id}`;
    const fanOut = workersOf(process.database);
    const gets = async (type: string): Promise<number> => {
      const before = await engine.count('deliveries', hook);
      await engine.log(1, { type });
      await fanOut();
      return (await engine.count('deliveries', hook)) - before;
    };
    for (let round = 0; round < 2; round += 1) {
      await engine.api.patch(path, { types: ['note.updated'] });
      for (let worker = 0; worker < 2; worker += 1) {
        expect(await gets('note.created')).toBe(0);
        expect(await gets('note.updated')).toBe(1);
      }
      await engine.api.patch(path, { types: ['note.*'] });
      for (let worker = 0; worker < 2; worker += 1) expect(await gets('note.created')).toBe(1);
    }
    const second = await engine.endpoint(URL);
    for (let worker = 0; worker < 2; worker += 1) expect(await gets('note.created')).toBe(1);
    expect(await engine.count('deliveries', second)).toBe(2);
    await engine.api.post(`${path}/pause`, {});
    for (let worker = 0; worker < 2; worker += 1) expect(await gets('note.created')).toBe(0);
    expect(await engine.count('deliveries', second)).toBe(4);
    await engine.api.delete(path);
    for (let worker = 0; worker < 2; worker += 1) expect(await gets('note.created')).toBe(0);
  });

  it('misses nothing that is written once the creation of an endpoint was answered, however busy the log is', async () => {
    const { engine, process } = bench;
    const stop = new AbortController();
    const fanOut = workersOf(process.database);
    const busy = (async () => {
      while (!stop.signal.aborted) await fanOut();
    })();
    const noise = (async () => {
      while (!stop.signal.aborted) await engine.log(5, { type: 'note.updated' });
    })();
    const hooks: string[] = [];
    const events: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      hooks.push(await engine.endpoint(URL, { types: ['memo.created'] }));
      events.push(...(await engine.log(1, { type: 'memo.created' })));
    }
    stop.abort();
    await Promise.all([busy, noise]);
    await engine.readOn();
    const missing: string[] = [];
    for (const [at, hook] of hooks.entries()) {
      const got = await engine.sql<{ event_id: string }>(
        'SELECT event_id FROM deliveries WHERE endpoint_id = $1',
        [hook],
      );
      const ids = new Set(got.map(({ event_id: id }) => id));
      missing.push(...events.slice(at).filter((id) => !ids.has(id)));
    }
    expect(missing).toEqual([]);
  });

  it('is read again only of workspaces where an endpoint was changed', async () => {
    const { engine, process } = bench;
    const other = new Engine(process);
    for (const one of [engine, engine, other]) await one.endpoint(URL);
    const { database, read } = listened(process.database);
    const fanOut = new FanOut(database);
    const rowsRead = async () => {
      await engine.log(1);
      await other.log(1);
      read.length = 0;
      while ((await fanOut.step()).hasMore);
      return read.filter(({ name }) => name === 'fan_out.subscriptions').map(({ rows }) => rows);
    };
    expect(await rowsRead()).toEqual([3]);
    expect(await rowsRead()).toEqual([0]);
    await other.endpoint(URL);
    expect(await rowsRead()).toEqual([2]);
    expect(await rowsRead()).toEqual([0]);
  });

  it('is nothing that a transaction saw which was undone: its version comes again and stands for something else', async () => {
    const { engine, process } = bench;
    const hook = await engine.endpoint(URL);
    const subscriptions = new KeptSubscriptions();
    const announced = { type: 'note.created', scope: 'notes:read' };
    const renewed = (isUndone: boolean) =>
      process.database.transaction(async (tx): Promise<string[]> => {
        await renewSubscriptions(tx, engine.workspace);
        const index = (await subscriptions.of(tx, [engine.workspace])).get(engine.workspace);
        const ids = [...(index?.takersOf(announced, undefined, () => true).ids ?? [])];
        if (isUndone) throw new Rollback(ids);
        return ids;
      });
    expect(await renewed(true)).toEqual([hook]);
    await engine.sql("UPDATE webhook_endpoints SET types = '{memo.*}' WHERE workspace_id = $1 AND id = $2", [
      engine.workspace,
      hook,
    ]);
    expect(await renewed(false)).toEqual([]);
  });

  it('is bounded: what was not needed for longest is read again', async () => {
    const { process } = bench;
    const engines = Array.from({ length: 6 }, () => new Engine(process));
    for (const engine of engines) await engine.endpoint(URL);
    const subscriptions = new KeptSubscriptions(3000);
    const read: number[] = [];
    const ask = (at: number) =>
      process.database.transaction(async (tx) => {
        const sql = async (...given: Parameters<Transaction['sql']>) => {
          const rows = await tx.sql(...given);
          read.push(rows.length);
          return rows;
        };
        const { workspace } = engines[at] ?? bench.engine;
        const found = await subscriptions.of({ ...tx, sql } as unknown as Transaction, [workspace]);
        expect([...found.keys()]).toEqual([workspace]);
      });
    for (const at of [0, 1, 0, 2, 3, 4, 5, 0, 5]) await ask(at);
    expect(read).toEqual([1, 1, 0, 1, 1, 1, 1, 1, 0]);
  });
});

describe('ten thousand filters of one workspace', () => {
  it('cost the fan-out next to nothing when they ask for other values or other types', async () => {
    const { engine: many, process } = bench;
    const few = new Engine(process);
    const filter = titleIs("'Nobody' || n");
    const asking = {
      few: [[1, 'note.updated']],
      many: [
        [5000, 'note.updated'],
        [5000, 'memo.created'],
      ],
    } as const;
    for (const [engine, copies] of [
      [few, asking.few],
      [many, asking.many],
    ] as const) {
      const original = await engine.endpoint(URL, { types: ['memo.created'] });
      for (const [count, type] of copies)
        await copyEndpoints(engine, original, { count, types: [type], filter });
    }
    const spent = { few: 0, many: 0 };
    const fanOut = new FanOut(process.database);
    for (let round = 0; round < 6; round += 1) {
      for (const [name, engine] of [['few', few] as const, ['many', many] as const]) {
        await engine.log(500, { type: 'note.updated' });
        const ms = await cpuMs(() => fanOut.step());
        // The first looks at the endpoints themselves.
        if (round > 0) spent[name] += ms;
      }
    }
    expect(spent.many).toBeLessThan(2 * spent.few);
  });

  it('that only evaluating tells of are evaluated in small transactions', async () => {
    const { engine, process } = bench;
    const before = titleIs("'z' || n");
    const filter = `jsonb_set(${before}, '{note,operator}', '"lt"')`;
    const original = await engine.endpoint(URL, { types: ['memo.created'] });
    await copyEndpoints(engine, original, { count: 3000, types: ['note.updated'], filter });
    const { database, read } = listened(process.database);
    const fanOut = new FanOut(database);
    await engine.log(20, { type: 'note.updated' });
    let steps = 0;
    do {
      steps += 1;
    } while ((await fanOut.step()).hasMore);
    expect(steps).toBe(3);
    expect(read.filter(({ name }) => name === 'fan_out.advance')).toHaveLength(3);
  });
});

/** A database that writes down how many rows the statements of its transactions answered. */
function listened(database: Database) {
  const read: { name: string; rows: number }[] = [];
  const transaction: Database['transaction'] = (work, limits) =>
    database.transaction((tx) => {
      const sql = async (...given: Parameters<Transaction['sql']>) => {
        const rows = await tx.sql(...given);
        read.push({ name: given[0], rows: rows.length });
        return rows;
      };
      return work({ ...tx, sql } as unknown as Transaction);
    }, limits);
  const sql = database.sql.bind(database);
  return { database: { sql, transaction } as unknown as Database, read };
}
