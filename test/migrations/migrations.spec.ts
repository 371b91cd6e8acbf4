import { defaultRules } from '@crm/matching';
import { DatabaseIsNewerError, migrate, pendingMigrations } from '@platform/database';
import { Client } from 'pg';

import { migrateDatabase, requireMigrated } from '../../apps/migrate/migrate-database';
import { MIGRATIONS } from '../../apps/migrate/migrations';
import { emptyDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(() => database.drop());

const NAMES = MIGRATIONS.map(({ name }) => name);

async function run<Row>(statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(`/* test */ ${statement}`)).rows as Row[];
  } finally {
    await client.end();
  }
}

const applied = async () =>
  (await run<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(({ name }) => name);

describe('a new database', () => {
  it('comes to the newest schema, once', async () => {
    await expect(requireMigrated(database.url)).rejects.toThrow('npm run migrate');
    expect(await migrateDatabase(database.url)).toEqual(NAMES);
    expect(await migrateDatabase(database.url)).toEqual([]);
    expect(await applied()).toEqual(NAMES);
    await requireMigrated(database.url);
  });

  it('comes there also when several processes start at once', async () => {
    const done = await Promise.all([1, 2, 3].map(() => migrateDatabase(database.url)));
    expect(done.filter((names) => names.length > 0)).toEqual([NAMES]);
    expect(await applied()).toEqual(NAMES);
  });

  it('has days ahead to write into', async () => {
    await migrateDatabase(database.url);
    const tables = await run<{ table: string; days: string }>(
      `SELECT parent.relname AS table, count(*) AS days FROM pg_inherits
       JOIN pg_class parent ON parent.oid = inhparent AND parent.relkind = 'p'
       GROUP BY 1`,
    );
    expect(tables.map(({ table }) => table)).toContain('events');
    for (const { days } of tables) expect(Number(days)).toBeGreaterThan(7);
  });
});

describe('a database from before there were rules for duplicates', () => {
  it('gets those that a new workspace begins with, and keys for its records', async () => {
    const at = NAMES.indexOf('MatchKeys1795000000053');
    await migrate(database.url, MIGRATIONS.slice(0, at));
    const id = '01a00000-0000-7000-8000-000000000001';
    await run(
      `INSERT INTO workspaces (id, name, locale, currency, time_zone, version, created_at, updated_at, contact_name_format)
       VALUES ('${id}', 'Old', 'en', 'EUR', 'UTC', 1, now(), now(), '#NAME# #LAST_NAME#')`,
    );
    await run(
      `INSERT INTO companies (workspace_id, id, version, created_at, updated_at, created_by, updated_by, name,
         external_ids, custom_fields, phones, emails, websites, messengers)
       VALUES ('${id}', '${id}', 1, now(), now(), '{}', '{}', 'Dubois SARL', '[]', '{}', '[]', '[]', '[]', '[]')`,
    );
    await migrateDatabase(database.url);
    const rules = await run<{ object: string; rules: number }>(
      'SELECT object, count(*)::int AS rules FROM duplicate_rules GROUP BY 1 ORDER BY 1',
    );
    const expected = ['company', 'contact', 'deal', 'lead'] as const;
    expect(rules).toEqual(expected.map((object) => ({ object, rules: defaultRules(object).length })));
    expect(await run('SELECT DISTINCT on_save, on_intake FROM duplicate_rules')).toEqual([
      { on_save: 'allow', on_intake: 'create' },
    ]);
    expect(await run('SELECT record_id FROM match_keys')).toEqual([{ record_id: id }]);
    expect(await run('SELECT 1 FROM match_key_fills')).toEqual([]);
  });

  it('gets keys that are numbers where they were texts, also of what was not filled yet', async () => {
    await migrate(database.url, MIGRATIONS.slice(0, NAMES.indexOf('NumberedMatchKeys1795000000066')));
    const ids = ['01a00000-0000-7000-8000-000000000001', '01a00000-0000-7000-8000-000000000002'];
    const [workspace = '', other = ''] = ids;
    await run(
      `INSERT INTO workspaces (id, name, locale, currency, time_zone, version, created_at, updated_at, contact_name_format)
       VALUES ('${workspace}', 'Old', 'en', 'EUR', 'UTC', 1, now(), now(), '#NAME# #LAST_NAME#')`,
    );
    for (const id of ids) {
      await run(
        `INSERT INTO companies (workspace_id, id, version, created_at, updated_at, created_by, updated_by, name,
           external_ids, custom_fields, phones, emails, websites, messengers)
         VALUES ('${workspace}', '${id}', 1, now(), now(), '{}', '{}', 'Dubois SARL', '[]', '{}', '[]', '[]', '[]', '[]')`,
      );
    }
    await run(`INSERT INTO match_keys VALUES ('${workspace}', 'company', 'c:TP', '${workspace}')`);
    await run(`INSERT INTO match_key_fills VALUES ('${workspace}', 'company', '${workspace}')`);
    await migrateDatabase(database.url);
    const keys = await run<{ key: string; record_id: string }>(
      'SELECT key, record_id FROM match_keys ORDER BY 2',
    );
    expect(keys.map(({ record_id: record }) => record)).toEqual([workspace, other]);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(1);
    expect(await run('SELECT 1 FROM match_key_fills')).toEqual([]);
  });
});

describe('a database from before workers remembered endpoints', () => {
  it('has them seen, and those of suspended apps say why they stand still', async () => {
    const at = NAMES.indexOf('SubscriptionVersions1795000000063');
    await migrate(database.url, MIGRATIONS.slice(0, at));
    const [one, two] = ['01a00000-0000-7000-8000-000000000001', '01a00000-0000-7000-8000-000000000002'];
    await run(
      `INSERT INTO workspaces (id, name, locale, currency, time_zone, version, created_at, updated_at, contact_name_format)
       SELECT id::uuid, 'Old', 'en', 'EUR', 'UTC', 1, now(), now(), '#NAME# #LAST_NAME#'
       FROM unnest(ARRAY['${one}', '${two}']) AS id`,
    );
    await run(
      `INSERT INTO webhook_endpoints (workspace_id, id, url, types, skip_own, headers, max_concurrency, state, secret,
         principal, scopes, version, created_at, updated_at)
       SELECT '${one}', gen_random_uuid(), 'https://example.com', '{*}', false, '', 8, 'active', '', 'key', '{}', 1, now(), now()
       FROM generate_series(1, 2)`,
    );
    await migrateDatabase(database.url);
    expect(await run('SELECT workspace_id, version FROM subscription_versions')).toEqual([
      { workspace_id: one, version: '1' },
    ]);
  });
});

describe('a database of a newer version', () => {
  beforeEach(async () => {
    await migrateDatabase(database.url);
    await run(
      `INSERT INTO migrations (timestamp, name) VALUES (9999000000000, 'FromTheFuture9999000000000')`,
    );
  });

  it('is left alone by everyone', async () => {
    for (const touch of [
      migrateDatabase(database.url),
      requireMigrated(database.url),
      pendingMigrations(database.url, MIGRATIONS),
    ]) {
      await expect(touch).rejects.toThrow(DatabaseIsNewerError);
    }
    expect(await applied()).toEqual([...NAMES, 'FromTheFuture9999000000000']);
  });

  it('is named with what is unknown about it', async () => {
    await expect(migrateDatabase(database.url)).rejects.toThrow(/newer version.*FromTheFuture9999000000000/);
  });
});

describe('a migration', () => {
  it('sorts behind every one before it', () => {
    expect(NAMES).toEqual(NAMES.toSorted((a, b) => Number(a.slice(-13)) - Number(b.slice(-13))));
    expect(NAMES.filter((name) => !/^[A-Z][A-Za-z]+\d{13}$/.test(name))).toEqual([]);
  });

  it('that fails leaves nothing behind, and those before it stay', async () => {
    jest.spyOn(console, 'log').mockReturnValue(); // TypeORM tells of the failure there
    const [first] = MIGRATIONS;
    const broken = {
      name: 'Broken1795999999999',
      statements: ['CREATE TABLE half_done (id uuid)', 'CREATE TABLE half_done (id uuid)'],
    };
    await expect(migrate(database.url, first ? [first, broken] : [])).rejects.toThrow('half_done');
    expect(await applied()).toEqual([first?.name]);
    expect(await run("SELECT 1 FROM pg_class WHERE relname = 'half_done'")).toEqual([]);
    expect(await migrateDatabase(database.url)).toEqual(NAMES.slice(1));
  });
});

describe('what webhooks had to deliver before lanes had an order', () => {
  it('is kept, with the records that it is about', async () => {
    const step = MIGRATIONS.findIndex(({ name }) => name.startsWith('BacklogAndOrder'));
    await migrate(database.url, MIGRATIONS.slice(0, step));
    for (const table of ['events', 'delivery_log']) {
      await run(
        `CREATE TABLE ${table}_before PARTITION OF ${table} FOR VALUES FROM ('2026-01-01') TO ('2026-01-02')`,
      );
    }
    const id = (last: number) => `'01930d5c-7a1e-7c3a-9f00-00000000000${last}'`;
    const [workspace, hook, behind, record] = [id(1), id(2), id(3), id(4)];
    await run(`INSERT INTO events (day, id, workspace_id, type, schema_version, object_kind, object_id, object_version,
        actor, principal, request_id, changed, data, occurred_at)
      SELECT '2026-01-01', event.id::uuid, ${workspace}, 'deal.created', 1, 'deal', ${record}, 1, '{}', 'key', 'req', '{}',
        '{}', now() FROM (VALUES (${id(5)}), (${id(6)})) AS event (id)`);
    await run(`INSERT INTO lanes (endpoint_id, workspace_id, hot) VALUES (${hook}, ${workspace}, true),
      (${behind}, ${workspace}, false)`);
    await run(`INSERT INTO deliveries (id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, created_at,
        due_at) VALUES (${id(7)}, ${hook}, ${workspace}, 1, 1, '2026-01-01', ${id(5)}, 'deal.created', now(), now())`);
    await run(`INSERT INTO delivery_log (day, id, endpoint_id, workspace_id, pos, sequence, event_day, event_id, type, state,
        created_at, finished_at, attempts) VALUES ('2026-01-01', ${id(8)}, ${hook}, ${workspace}, 2, 2, '2026-01-01', ${id(6)},
        'deal.created', 'failed', now(), now(), 10)`);
    await migrateDatabase(database.url);
    const about = { record_id: record.replaceAll("'", ''), replay_id: null };
    expect(await run('SELECT record_id, replay_id, order_key FROM deliveries')).toEqual([
      { ...about, order_key: null },
    ]);
    expect(await run('SELECT record_id, replay_id FROM delivery_log')).toEqual([about]);
    expect(
      await run("SELECT ordering, pending, read_due < 'infinity' AS reads FROM lanes ORDER BY endpoint_id"),
    ).toEqual([
      { ordering: 'none', pending: 1, reads: false },
      { ordering: 'none', pending: 0, reads: true },
    ]);
  });
});
