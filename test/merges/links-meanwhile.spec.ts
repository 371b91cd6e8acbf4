import { Rollback } from '@platform/database';
import { toUuid } from '@platform/ids';

import { until } from '../events/support/until';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

/** Holds an external id of contacts, so that a write which wants it waits behind its checks; answers how to let go of it. */
async function holdKey(id: string): Promise<() => Promise<void>> {
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let isHeld: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  const done = api.database.transaction(async (tx) => {
    await tx.sql(
      'test.hold_key',
      `INSERT INTO external_ids (workspace_id, object, app, external_id, record_id) VALUES ($1, 'contact', 'shop', $2, gen_random_uuid())`,
      [toUuid('workspace', workspace.workspace_id), id],
    );
    isHeld();
    await released;
    throw new Rollback(undefined);
  });
  await Promise.race([held, done]);
  return async () => {
    letGo();
    await done;
  };
}

/** Whether a statement about a table waits for a lock. */
const isWaiting = async (table: string): Promise<boolean> => {
  const rows = await api.sql(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1",
    [`%${table}%`],
  );
  return rows.length > 0;
};

it('a record that is being written while the company that it names is merged names the survivor', async () => {
  const [survivor, old] = [
    await workspace.create('/v1/companies', { name: 'Survivor' }),
    await workspace.create('/v1/companies', { name: 'Old' }),
  ];
  const letGo = await holdKey('1');
  const writing = workspace
    .post('/v1/contacts', {
      last_name: 'Dubois',
      companies: [{ company_id: old.id }],
      external_ids: [{ app: 'shop', id: '1' }],
    })
    .then((answer) => answer);
  await until(() => isWaiting('external_ids'));
  let isOver = false;
  const merging = workspace
    .post('/v1/companies/merge', { survivor: survivor.id, merge: [old.id] })
    .then((answer) => {
      isOver = true;
      return answer;
    });
  await until(async () => isOver || (await isWaiting('companies')));
  await letGo();
  const { body: contact, status } = await writing;
  expect(status).toBe(201);
  expect((await merging).status).toBe(200);
  const { companies } = (await workspace.get(`/v1/contacts/${contact.id}`).expect(200)).body;
  expect(companies).toMatchObject([{ company_id: survivor.id }]);
  expect(
    await api.sql('SELECT 1 FROM contact_companies WHERE workspace_id = $1 AND company_id = $2', [
      toUuid('workspace', workspace.workspace_id),
      toUuid('company', old.id),
    ]),
  ).toEqual([]);
});
