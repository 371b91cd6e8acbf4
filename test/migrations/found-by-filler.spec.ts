import { migrateDatabase } from '../../apps/migrate/migrate-database';
import { TestApi } from '../support/test-api';
import { testServer, withDatabase } from '../support/test-database';

let api: TestApi;

beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

it('makes rows from before findable', async () => {
  const workspace = await api.workspace();
  await workspace.create('/v1/leads', { title: 'Ältere Zeile', phones: [{ value: '06 12 34 56 78' }] });
  await workspace.create('/v1/companies', { name: 'Ältere Firma' });
  const [database] = await api.sql<{ name: string }>('SELECT current_database() AS name');
  for (const table of ['leads', 'companies', 'stages']) {
    await api.sql(`UPDATE ${table} SET folded = NULL, search_text = NULL`);
  }
  const search = async (objects: string, word: string): Promise<number> =>
    (await workspace.post(`/v1/${objects}/search`, { search: word }).expect(200)).body.data.length;
  expect(await search('leads', 'altere')).toBe(0);
  await migrateDatabase(withDatabase(testServer().templateUrl, database?.name ?? ''));
  expect(await search('leads', 'altere')).toBe(1);
  expect(await search('leads', '0612345678')).toBe(1);
  expect(await search('companies', 'firma')).toBe(1);
  const left = await api.sql('SELECT 1 FROM stages WHERE search_text IS NULL');
  expect(left).toEqual([]);
});
