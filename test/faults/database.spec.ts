import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { until } from '../events/support/until';
import { type Program, root } from '../journeys/support/program';
import { Receiver } from '../webhooks/support/receiver';
import { ApartProduct } from './support/apart-product';
import { expectBalanced, isQuiet, type Ledger } from './support/ledger';
import { Load } from './support/load';
import { announcedInside } from './support/notices';
import { OwnPostgres } from './support/own-postgres';
import { hasPooler, Pooler } from './support/pooler';
import { TcpProxy } from './support/tcp-proxy';

const PATIENCE = { withinMs: 120_000 };

if (!hasPooler) console.warn('PgBouncer is not installed: what it would stand in front of goes direct.');

let postgres: OwnPostgres;
let pooler: Pooler | null;
let listening: TcpProxy;
let product: ApartProduct;
let programs: Program[];
let receiver: Receiver;
let ledger: Ledger;

/** One process behind a pooler in transaction mode, another one past it; both listen through connections that can be torn. */
beforeAll(async () => {
  [postgres, receiver] = await Promise.all([
    OwnPostgres.start({ log_statement: 'all', fsync: 'off' }),
    Receiver.start(),
  ]);
  pooler = hasPooler ? await Pooler.start(postgres.url) : null;
  listening = await TcpProxy.start({ host: '127.0.0.1', port: postgres.port });
  const direct = new URL(postgres.url);
  direct.port = String(listening.port);
  const { product: started, first } = await ApartProduct.start(postgres.url, {
    DATABASE_URL: pooler?.url ?? postgres.url,
    DATABASE_DIRECT_URL: direct.href,
    DATABASE_NAMED_STATEMENTS: pooler ? 'false' : 'true',
  });
  product = started;
  const past = { DATABASE_URL: postgres.url, DATABASE_NAMED_STATEMENTS: 'true' };
  programs = [first, await product.startWorker(past)];
  ledger = await product.books(receiver);
}, 180_000);

afterAll(async () => {
  await product.stop();
  await receiver.stop();
  await listening.stop();
  await pooler?.stop();
  await postgres.stop();
});

const load = (name: string): Load => new Load(() => product.caller, name).start();
const answers = (running: Load, count: number) => until(() => running.answered.size >= count, PATIENCE);

/** Everything that was answered is committed, nothing else came, and no process ended or had a fault that nobody caught. */
async function expectNothingLost(...loads: Load[]): Promise<void> {
  await until(() => isQuiet(ledger), PATIENCE);
  await expectBalanced(ledger);
  const stored = await product.look<{ id: string }>("SELECT data::jsonb #>> '{object,id}' AS id FROM events");
  const ids = new Set(stored.map(({ id }) => id));
  for (const { answered } of loads) expect([...answered.keys()].filter((id) => !ids.has(id))).toEqual([]);
  for (const { ending, said } of programs) {
    expect([ending, said.match(/^.*(unhandled|uncaught).*$/im)]).toEqual([null, null]);
  }
}

it('everything works behind a pooler in transaction mode, also while the connections that listen are torn', async () => {
  const running = load('pooler');
  for (let n = 1; n <= 3; n += 1) {
    await answers(running, n * 10);
    listening.reset();
  }
  await answers(running, 40);
  await running.stop();
  expect(running.failures).toBe(0);
  const { caller } = product;
  for (const path of ['/v1/leads?limit=50', '/v1/events?limit=50', '/v1/deals?limit=5', '/health/ready']) {
    expect([path, (await caller.get(path)).status]).toEqual([path, 200]);
  }
  const segment = { object: 'lead', name: 'Named', filter: { title: { contains: '1' } } };
  expect((await caller.post('/v1/segments', segment)).status).toBe(201);
  await expectNothingLost(running);
}, 120_000);

it('a PostgreSQL that dies and comes again under load loses nothing, and ends no process', async () => {
  const running = load('restart');
  await answers(running, 30);
  await postgres.restart();
  const before = running.answered.size;
  await answers(running, before + 30);
  await running.stop();
  expect(running.failures).toBeGreaterThan(0);
  await expectNothingLost(running);
}, 180_000);

describe('an announcement', () => {
  it('is never made inside a transaction of the product', () => {
    const log = postgres.log();
    expect(log.match(/pg_notify/g)?.length).toBeGreaterThan(5);
    expect(announcedInside(log)).toEqual([]);
    const inside = '7|LOG:  statement: START TRANSACTION\n7|LOG:  execute a: SELECT pg_notify($1, $2)\n';
    expect(announcedInside(inside)).toHaveLength(1);
  });

  it('is made in one place of the code, which takes no transaction', () => {
    const files = ['libs', 'apps'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    );
    const sources = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
    const announcing = sources.filter((name) => /pg_notify|\bNOTIFY\s+\w+\s*[,;'`]/.test(read(name)));
    expect(announcing).toEqual(['libs/platform/database/notifications.ts']);
    const calling = sources.filter((name) => /notifications\s*\.announce\(/.test(read(name)));
    expect(calling).toEqual(['libs/platform/events/log-signals.ts']);
  });
});

const read = (name: string): string => readFileSync(join(root, name), 'utf8');
