import { until } from '../events/support/until';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const path = '/v1/leads/batch';

const batch = (operations: readonly unknown[]) => workspace.post(path, { operations });

describe('a batch of leads that is done in slices', () => {
  const create = (data: object) => ({ op: 'create', data });
  const leads = (count: number, prefix: string, more: Record<number, object> = {}) =>
    Array.from({ length: count }, (_, at) => create({ title: `${prefix} ${at}`, ...more[at] }));
  const stored = async (prefix: string) =>
    Number(
      (await api.sql<{ count: string }>('SELECT count(*) FROM leads WHERE title LIKE $1', [`${prefix} %`]))[0]
        ?.count,
    );

  it('answers in the order of the operations and tells of each record once', async () => {
    const { body } = await batch(leads(700, 'sliced', { 3: { titel: 'typo' } })).expect(200);
    expect(body.summary).toEqual({ created: 699, failed: 1 });
    expect(body.results[3].problem.errors[0].pointer).toBe('/operations/3/data/titel');
    const { body: last } = await workspace.get(`/v1/leads/${body.results[699].id}`).expect(200);
    expect(last.title).toBe('sliced 699');
    const events = await api.sql<{ object_id: string }>(
      `SELECT object_id FROM events WHERE type = 'lead.created' AND data::jsonb -> 'object' ->> 'title' LIKE 'sliced %'`,
    );
    expect(new Set(events.map(({ object_id: id }) => id)).size).toBe(699);
    expect(events).toHaveLength(699);
  });

  it('gives a key to the first who names it', async () => {
    const external_ids = [{ app: 'shop', id: 'sliced' }];
    const operations = leads(600, 'named', { 10: { external_ids }, 590: { external_ids } });
    const { body } = await batch(operations).expect(200);
    expect(body.results[10].status).toBe(201);
    expect(body.results[590].problem).toMatchObject({ existing_id: body.results[10].id });
  });

  it('goes on where it was cut off when it comes again under its key', async () => {
    const operations = leads(600, 'cut off');
    const send = () => workspace.post(path, { operations }).set('idempotency-key', 'sliced');
    await api.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'the disk is gone'; END $$`);
    await api.sql(`CREATE TRIGGER refuse BEFORE INSERT ON leads FOR EACH ROW
      WHEN (NEW.title = 'cut off 550') EXECUTE FUNCTION refuse()`);
    // The client of the tests takes no 5xx for an answer.
    const cut = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${String(workspace.token)}`,
        'content-type': 'application/json',
        'idempotency-key': 'sliced',
      },
      body: JSON.stringify({ operations }),
    });
    expect(cut.status).toBe(500);
    expect(await stored('cut off')).toBe(500);
    await api.sql('DROP TRIGGER refuse ON leads');
    const { body, headers } = await send().expect(200);
    expect(headers['idempotent-replayed']).toBeUndefined();
    expect(body.summary).toEqual({ created: 600 });
    expect(await stored('cut off')).toBe(600);
    const again = await send().expect(200);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(body);
    await workspace
      .post(path, { operations: leads(600, 'other') })
      .set('idempotency-key', 'sliced')
      .expect(422);
    await workspace
      .post(path, { operations: leads(2, 'other') })
      .set('idempotency-key', 'sliced')
      .expect(422);
    expect(await stored('other')).toBe(0);
  });

  it('tells the operations of a slice that failed, and keeps the others', async () => {
    await api.sql(`CREATE TRIGGER refuse BEFORE INSERT ON leads FOR EACH ROW
      WHEN (NEW.title = 'half 600') EXECUTE FUNCTION refuse()`);
    const { body } = await batch(leads(1000, 'half')).expect(200);
    await api.sql('DROP TRIGGER refuse ON leads');
    expect(body.summary).toEqual({ created: 500, failed: 500 });
    expect(body.results[600]).toMatchObject({ status: 500, problem: { code: 'internal_error' } });
    expect(await stored('half')).toBe(500);
  });

  it('is done in one piece while another batch is under way', async () => {
    const send = (prefix: string) => batch(leads(700, prefix)).then(({ status }) => status);
    const waiting = async () =>
      (
        await api.sql<{ count: number }>(
          `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
      )[0]?.count;
    const sent = await api.database.transaction(async (tx) => {
      await tx.sql('', '/* test */ LOCK TABLE leads IN EXCLUSIVE MODE');
      const first = send('first');
      await until(async () => (await waiting()) === 2);
      const second = send('second');
      await until(async () => (await waiting()) === 3);
      return [first, second];
    });
    expect(await Promise.all(sent)).toEqual([200, 200]);
    const transactions = (prefix: string) =>
      api.sql(`SELECT DISTINCT xmin::text FROM leads WHERE title LIKE '${prefix} %'`);
    expect([await transactions('first'), await transactions('second')].map(({ length }) => length)).toEqual([
      2, 1,
    ]);
  });

  it('is done once under one key, ten times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        workspace.post(path, { operations: leads(520, 'once') }).set('idempotency-key', 'ten'),
      ),
    );
    expect(answers.map(({ status }) => status).every((status) => [200, 409].includes(status))).toBe(true);
    expect(await stored('once')).toBe(520);
  });
});
