import type { JobRun } from './job-run';

/** Every record was changed once, one event tells of it, and the job tells of all of them. */
export function expectDoneOnce({ job, results, ids, stored }: Omit<JobRun, 'deaths'>): void {
  const count = ids.length;
  expect(job).toMatchObject({ state: 'finished', problem: null });
  expect(job.progress).toEqual({
    total: count,
    processed: count,
    updated: count,
    unchanged: 0,
    failed: 0,
  });
  expect(results.map(({ id }) => id)).toEqual(ids);
  for (const { status, result } of results) expect([status, result]).toEqual([200, 'updated']);
  expect(stored.map(({ id }) => id)).toEqual(ids);
  for (const { comment, version, told } of stored) {
    expect([comment, version, told]).toEqual(['done', 2, [1, 2]]);
  }
}
