import { newToken } from '@platform/secrets';

import { secretsInDatabase, secretsInLog } from './secrets';
import { cloneTemplate } from './test-database';

it('finds a token that stands in a database or a log as it is, and none in what is sealed', async () => {
  const database = await cloneTemplate();
  const { Client } = await import('pg');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query('/* test */ CREATE TABLE kept (id int, told jsonb)');
  await client.query('/* test */ INSERT INTO kept VALUES (1, $1)', [
    JSON.stringify({ token: newToken('pak') }),
  ]);
  expect(await secretsInDatabase(database.url)).toEqual([expect.stringContaining('kept: (1,')]);
  const sealed = `s1.abcd.${newToken('pak')}-Zz_${newToken('pak')}`;
  await client.query('/* test */ UPDATE kept SET told = $1', [JSON.stringify({ sealed })]);
  expect(await secretsInDatabase(database.url)).toEqual([]);
  await client.query('/* test */ DROP TABLE kept');
  await client.end();
  await database.drop();
  expect(secretsInLog(`{"path":"/in/${newToken('in')}"}\nWelcome: ${newToken('pak')}`)).toHaveLength(1);
});
