import { CurrentRightsModule } from '@access/tokens';
import { DuplicateWorkerModule } from '@crm/duplicate-clusters';
import { WebhookDeliveryModule } from '@ecosystem/webhooks';

import { until } from '../../events/support/until';
import type { ApiClient } from '../../support/api-client';
import { TestApi } from '../../support/test-api';

/** A cluster as callers read it. */
export interface Cluster {
  readonly id: string;
  readonly object: string;
  readonly state: string;
  readonly size: number;
  readonly score: number;
  readonly version: number;
  readonly deleted_at: string | null;
  readonly record_ids: string[];
}

/** The API with a worker that scans and follows the log. */
export const startScanning = (): Promise<TestApi> =>
  TestApi.start([WebhookDeliveryModule, CurrentRightsModule, DuplicateWorkerModule]);

/** Scans all records of a kind, and answers with the job that did it. */
export async function scan(client: ApiClient, object: string) {
  const { body } = await client.post('/v1/duplicate-scans', { object }).expect(202);
  return until(async () => {
    const job = (await client.get(`/v1/jobs/${body.id}`).expect(200)).body;
    return job.finished_at === null ? null : job;
  });
}

/** The clusters that meet a query. */
export async function clustersOf(client: ApiClient, query = ''): Promise<Cluster[]> {
  return (await client.get(`/v1/duplicate-clusters?limit=500${query}`).expect(200)).body.data as Cluster[];
}

/** Waits until the open clusters have these records, in any order. */
export async function untilClustered(
  client: ApiClient,
  expected: readonly (readonly string[])[],
): Promise<Cluster[]> {
  const wanted = JSON.stringify(expected.map((ids) => ids.toSorted()).toSorted());
  let seen: Cluster[] = [];
  await until(async () => {
    seen = await clustersOf(client, `&filter=${encodeURIComponent('{"state":"open"}')}`);
    return JSON.stringify(seen.map(({ record_ids }) => record_ids.toSorted()).toSorted()) === wanted;
  });
  return seen;
}
