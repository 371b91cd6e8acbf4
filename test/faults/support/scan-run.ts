import { withConnection } from '@platform/database';
import { toUuid } from '@platform/ids';

import type { Cluster } from '../../duplicates/support/scanned';
import { until } from '../../events/support/until';
import { createMany, type SeenJob } from '../../jobs/support/stepped-jobs';
import type { TestWorkspace } from '../../support/test-api';
import { testServer, withDatabase } from '../../support/test-database';
import type { JobProcesses } from './job-processes';

const IN_A_BATCH = 1000;
/** The lease of a dead worker, and then what is left to do. */
const PATIENCE_MS = 120_000;

/** A scan whose workers were killed in the middle of it, and what is there after it. */
export interface ScanRun {
  /** How far the job was at each death. */
  readonly deaths: readonly SeenJob[];
  readonly job: SeenJob;
  /** The records that were created to be taken for one, each two of them in order. */
  readonly expected: readonly (readonly string[])[];
  readonly found: readonly (readonly string[])[];
}

/** Scans so many people who are there twice, and kills each worker but the last while it stores a step. */
export async function scanRun(
  processes: JobProcesses,
  workspace: TestWorkspace,
  { people, kills }: { people: number; kills: number },
): Promise<ScanRun> {
  const expected = await twins(workspace, people);
  await followed(processes, 2 * people);
  const { body } = await workspace.post('/v1/duplicate-scans', { object: 'contact' }).expect(202);
  const look = async (): Promise<SeenJob> => (await workspace.get(`/v1/jobs/${body.id}`).expect(200)).body;
  const deaths: SeenJob[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    await killInSecondStep(processes, workspace);
    deaths.push(await look());
  }
  const job = await scanned(processes, look);
  const found = (await allClusters(workspace)).map(({ record_ids }) => record_ids.toSorted());
  return { deaths, job, expected, found: found.toSorted() };
}

/** Has a worker do the rest of a scan. */
export async function scanned(processes: JobProcesses, look: () => Promise<SeenJob>): Promise<SeenJob> {
  const worker = await processes.startWorker();
  await until(async () => (await look()).finished_at !== null, { withinMs: PATIENCE_MS });
  await worker.stop();
  return look();
}

/** Every cluster of a workspace. */
export async function allClusters(workspace: TestWorkspace): Promise<Cluster[]> {
  const all: Cluster[] = [];
  for (let after = ''; ; ) {
    const query = `limit=500&sort=created_at${after}`;
    const { body } = await workspace.get(`/v1/duplicate-clusters?${query}`).expect(200);
    all.push(...(body.data as Cluster[]));
    if (!body.has_more) return all;
    after = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
}

/** Has a worker read the log to its end: what follows the log keeps clusters as well, and is not to be taken for the scan. */
async function followed(processes: JobProcesses, records: number): Promise<void> {
  const worker = await processes.startWorker();
  const isAtEnd = async () => {
    const [row] = await processes.api.sql<{ is_at_end: boolean }>(
      `SELECT (SELECT count(*) FROM feed WHERE type = 'contact.created') = $1
         AND NOT EXISTS (SELECT 1 FROM duplicate_follower AS f JOIN shards AS s USING (shard) WHERE f.pos < s.pos) AS is_at_end`,
      [records],
    );
    return row?.is_at_end;
  };
  await until(isAtEnd, { withinMs: PATIENCE_MS });
  await worker.stop();
}

/** Lets a new worker store one step, and kills it when it has begun to store the next. */
async function killInSecondStep(processes: JobProcesses, workspace: TestWorkspace): Promise<void> {
  const [database] = await processes.api.sql<{ name: string }>('SELECT current_database() AS name');
  const url = withDatabase(testServer().templateUrl, database?.name ?? '');
  const waiting = async (count: number) => {
    const [row] = await processes.api.sql<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return row?.waiting === count;
  };
  const first = hold(url, workspace);
  await first.held;
  const worker = await processes.startWorker();
  await until(() => waiting(1), { withinMs: PATIENCE_MS });
  const second = hold(url, workspace);
  await until(() => waiting(2), { withinMs: PATIENCE_MS });
  first.release();
  await second.held;
  await until(() => waiting(1), { withinMs: PATIENCE_MS });
  await worker.kill();
  second.release();
  await Promise.all([first.ended, second.ended]);
}

/** Keeps others from changing clusters of contacts. */
function hold(url: string, workspace: TestWorkspace) {
  const held = Promise.withResolvers<null>();
  const released = Promise.withResolvers<null>();
  const name = `clusters ${toUuid('workspace', workspace.workspace_id) ?? ''} contact`;
  const ended = withConnection(url, async (connection) => {
    await connection.sql('', '/* test */ SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    held.resolve(null);
    await released.promise;
    await connection.sql('', '/* test */ SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
  });
  return { held: held.promise, ended, release: () => released.resolve(null) };
}

/** People who are there twice: with a mailbox of their own, written in two ways. */
async function twins(workspace: TestWorkspace, people: number): Promise<string[][]> {
  const pairs: string[][] = [];
  for (let from = 0; from < people; from += IN_A_BATCH / 2) {
    const numbers = Array.from({ length: Math.min(IN_A_BATCH / 2, people - from) }, (_, at) => from + at);
    const fields = (tag: string) =>
      numbers.map((number) => ({
        last_name: `Person ${number}`,
        emails: [{ value: `p${number}${tag}@example.com` }],
      }));
    const [one, other] = [
      await createMany(workspace, 'contacts', fields('')),
      await createMany(workspace, 'contacts', fields('+crm')),
    ];
    for (const [at, id] of one.entries()) pairs.push([id, other[at] ?? ''].toSorted());
  }
  return pairs.toSorted();
}
