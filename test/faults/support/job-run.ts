import { setTimeout as sleep } from 'node:timers/promises';

import { until } from '../../events/support/until';
import { createMany, resultsOf, type SeenJob, startUpdate } from '../../jobs/support/stepped-jobs';
import type { TestWorkspace } from '../../support/test-api';
import type { JobProcesses } from './job-processes';
import { seededRandom } from './seeded-random';

const IN_A_BATCH = 1000;
/** The longest that a step takes, about: a death within it after a look is somewhere in a step. */
const STEP_MS = 300;
/** The lease of the dead worker, and then what is left to do. */
const PATIENCE_MS = 120_000;

/** What is stored of a record, and the versions that events tell of it. */
export interface Stored {
  readonly id: string;
  readonly comment: string | null;
  readonly version: number;
  readonly told: readonly number[];
}

/** A bulk update whose workers were killed in the middle of it, and what is there after it. */
export interface JobRun {
  /** How far the job was at each death. */
  readonly deaths: readonly SeenJob[];
  readonly job: SeenJob;
  readonly results: readonly SeenJob[];
  readonly ids: readonly string[];
  readonly stored: readonly Stored[];
}

/** Changes so many leads by one job, and kills each worker but the last at a moment that the seed decides. */
export async function jobRun(
  processes: JobProcesses,
  seed: number,
  { records, kills }: { records: number; kills: number },
): Promise<JobRun> {
  const random = seededRandom(seed);
  const workspace = await processes.api.workspace();
  const ids = await leads(workspace, records);
  const { id } = await startUpdate(workspace, { filter: { title: 'meant' }, data: { comment: 'done' } });
  const look = async (): Promise<SeenJob> => (await workspace.get(`/v1/jobs/${id}`).expect(200)).body;
  const deaths: SeenJob[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const worker = await processes.startWorker();
    const enough = (records * (kill + random())) / (kills + 1);
    await until(async () => (await look()).progress.processed > enough, { withinMs: PATIENCE_MS });
    await sleep(random() * STEP_MS);
    await worker.kill();
    deaths.push(await look());
  }
  return { ...(await endOf(processes, workspace, id)), deaths, ids };
}

/** Has a new worker do the rest of a job, and looks at what came of it. */
export async function endOf(
  processes: JobProcesses,
  workspace: TestWorkspace,
  id: string,
): Promise<Pick<JobRun, 'job' | 'results' | 'stored'>> {
  const worker = await processes.startWorker();
  const look = async (): Promise<SeenJob> => (await workspace.get(`/v1/jobs/${id}`).expect(200)).body;
  await until(async () => (await look()).finished_at !== null, { withinMs: PATIENCE_MS });
  const job = await look();
  await worker.stop();
  return { job, results: await resultsOf(workspace, job), stored: await storedLeads(processes) };
}

/** Creates leads that the job is about, and answers with their ids in their order. */
export async function leads(workspace: TestWorkspace, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += IN_A_BATCH) {
    const length = Math.min(IN_A_BATCH, count - from);
    ids.push(
      ...(await createMany(
        workspace,
        'leads',
        Array.from({ length }, () => ({ title: 'meant' })),
      )),
    );
  }
  return ids.sort();
}

const storedLeads = ({ api }: JobProcesses): Promise<Stored[]> =>
  api.sql<Stored>(
    `SELECT told.id, leads.comment, leads.version, told.versions AS told FROM leads
     JOIN (SELECT object_id, min(data::jsonb #>> '{object,id}') AS id,
             array_agg(object_version ORDER BY object_version) AS versions FROM events GROUP BY object_id) AS told
       ON told.object_id = leads.id
     WHERE leads.title = 'meant' ORDER BY leads.id`,
  );
