import { BulkUpdateWorkerModule } from '@crm/bulk-updates';
import { OutsideChecks } from '@crm/records';
import { Module } from '@nestjs/common';
import { JobRunner, JobUpkeep, JobWorkerModule } from '@platform/jobs';
import type { Response } from 'supertest';

import { CLIENT_TYPES } from '../../../apps/client-types';
import type { ApiClient } from '../../support/api-client';
import { TestApi } from '../../support/test-api';

@Module({ imports: [BulkUpdateWorkerModule.forTypes(CLIENT_TYPES)] })
class Worker {}

/** A job as callers read it. */
export type SeenJob = Response['body'];

/** The API with a worker that does a step only when it is told to. */
export class SteppedJobs {
  private constructor(readonly api: TestApi) {}

  static async start(): Promise<SteppedJobs> {
    const api = await TestApi.start([Worker]);
    await api.app.get(JobWorkerModule).onModuleDestroy();
    return new SteppedJobs(api);
  }

  get checks(): OutsideChecks {
    return this.api.app.get(OutsideChecks);
  }

  get upkeep(): JobUpkeep {
    return this.api.app.get(JobUpkeep);
  }

  /** One step of the job whose turn it is. */
  step() {
    return this.api.app.get(JobRunner).work();
  }

  /** Does all that waits, and answers with this job. */
  async done(client: ApiClient, { id }: SeenJob): Promise<SeenJob> {
    while ((await this.step()) !== 'none');
    return (await client.get(`/v1/jobs/${id}`).expect(200)).body;
  }

  stop(): Promise<void> {
    return this.api.stop();
  }
}

/** Creates records with these fields and answers with their ids, in the order of these. */
export async function createMany(
  client: ApiClient,
  plural: string,
  fields: readonly object[],
): Promise<string[]> {
  const operations = fields.map((data) => ({ op: 'create', data }));
  const { body } = await client.post(`/v1/${plural}/batch`, { atomic: true, operations }).expect(200);
  return (body.results as { id: string }[]).map(({ id }) => id).sort();
}

/** Starts a bulk update of leads. */
export async function startUpdate(client: ApiClient, body: object, plural = 'leads'): Promise<SeenJob> {
  return (await client.post(`/v1/${plural}/bulk-update`, body).expect(202)).body;
}

/** Every result of a job. */
export async function resultsOf(client: ApiClient, { id }: SeenJob): Promise<SeenJob[]> {
  const results: SeenJob[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await client.get(`/v1/jobs/${id}/results?limit=500${cursor}`).expect(200);
    results.push(...body.data);
    if (!body.has_more) return results;
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
}
