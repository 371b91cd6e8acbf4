import type { CrashRun } from './crash-run';

/** Every answered write is there once, with one event in a log without gaps that the receiver got. */
export function expectNothingLost(run: CrashRun, count: number): void {
  expect(run.answered).toBeGreaterThanOrEqual(count * 0.1);
  expect(run.answered).toBeLessThan(count);
  expect(run.cutOff).toBeGreaterThan(0);

  const ids = [...run.leads].sort();
  expect(new Set(ids).size).toBe(count);
  const stored = run.storedLeads.filter(({ title }) => /^Lead \d+$/.test(title));
  expect(stored.map(({ id }) => id).sort()).toEqual(ids);
  expect(new Set(stored.map(({ title }) => title)).size).toBe(count);
  for (const { expected, answer } of run.replays) {
    expect(answer.body.id).toBe(expected);
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
  }
  expect(run.replays.length).toBeGreaterThan(0);

  expect(run.events.map(({ sequence }) => sequence)).toEqual(run.events.map((_, at) => at + 1));
  const created = run.events.filter(
    ({ type, data }) => type === 'lead.created' && ids.includes(data.object.id),
  );
  expect(created.map(({ data }) => data.object.id).sort()).toEqual(ids);

  const idOf = new Map(created.map(({ id, data }) => [data.object.id, id]));
  const received = run.deliveries.filter(({ event }) => idOf.has(event.data.object.id));
  expect(new Set(received.map(({ webhookId }) => webhookId)).size).toBe(count);
  for (const { webhookId, event } of received) {
    expect([webhookId, event.id]).toEqual([idOf.get(event.data.object.id), webhookId]);
  }
}
