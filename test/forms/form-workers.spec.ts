import { until } from '../events/support/until';
import { JobProcesses } from '../faults/support/job-processes';
import type { Created } from '../support/api-client';

const SUBMISSIONS = 60;

let processes: JobProcesses;
beforeAll(async () => {
  processes = await JobProcesses.start();
});
afterAll(() => processes.stop());

it('two workers, one of them killed in the middle, make each submission one lead', async () => {
  const { api } = processes;
  const workspace = await api.workspace();
  const form: Created = await workspace.create('/v1/forms', {
    name: 'Contact',
    object: 'lead',
    fields: [{ name: 'comment', label: 'Message' }],
    limit_per_address: 10_000,
  });
  const sent = Array.from({ length: SUBMISSIONS }, (_, at) => `message ${at}`);
  for (let from = 0; from < SUBMISSIONS; from += 20)
    await Promise.all(
      sent
        .slice(from, from + 20)
        .map((comment) => api.as(null).post(`/f/${form.id}`, { comment }).expect(202)),
    );
  const done = async () =>
    Number(
      (await api.sql<{ n: string }>("SELECT count(*) AS n FROM form_submissions WHERE state = 'mapped'"))[0]
        ?.n,
    );
  const [mortal] = await Promise.all([processes.startWorker(), processes.startWorker()]);
  await until(async () => (await done()) > SUBMISSIONS / 10, { withinMs: 60_000 });
  await mortal.kill();
  await until(async () => (await done()) === SUBMISSIONS, { withinMs: 60_000 });
  const leads = await api.sql<{ comment: string }>('SELECT comment FROM leads ORDER BY comment');
  expect(leads.map(({ comment }) => comment)).toEqual(sent.toSorted());
  expect(await api.sql('SELECT 1 FROM form_queue')).toEqual([]);
  const told = await api.sql("SELECT DISTINCT object_id FROM events WHERE type = 'form.submitted'");
  expect(told).toHaveLength(SUBMISSIONS);
});
