import { withConnection } from '@platform/database';
import { keepPartitions } from '@platform/events';

import { cloneTemplate, type TestDatabase } from '../support/test-database';

const DAY_MS = 86_400_000;

let clone: TestDatabase;

beforeAll(async () => {
  clone = await cloneTemplate();
});

afterAll(() => clone.drop());

const keepAt = (now: Date) => withConnection(clone.url, (connection) => keepPartitions(connection, now));

const partitions = () =>
  withConnection(clone.url, (connection) =>
    connection.sql<{ parent: string; name: string }>(
      '',
      'SELECT inhparent::regclass::text AS parent, inhrelid::regclass::text AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE relkind = $1 ORDER BY 2',
      ['r'],
    ),
  );

describe('the partitions of a migrated database', () => {
  it('reach from yesterday to 14 days ahead, for every table that is divided by day', async () => {
    const byTable = Map.groupBy(await partitions(), ({ parent }) => parent);
    expect([...byTable.keys()].sort()).toEqual(['attempts', 'delivery_log', 'events', 'feed', 'request_log']);
    for (const own of byTable.values()) expect(own).toHaveLength(16);
  });

  it('are made once, also when several processes make them at once', async () => {
    const later = new Date(Date.now() + 3 * DAY_MS);
    const rounds = await Promise.all([keepAt(later), keepAt(later), keepAt(later)]);
    const made = rounds.flatMap((round) => round.made);
    expect(new Set(made).size).toBe(15);
    expect((await keepAt(later)).made).toEqual([]);
    expect(await partitions()).toHaveLength(5 * 19);
  });

  it('are dropped 7 days after they ended where requests are logged, and 30 days elsewhere', async () => {
    const [oldest] = (await partitions()).map(({ name }) => name).sort();
    const day = Date.parse(oldest?.replace(/^.*_(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3') ?? '');
    const written = oldest?.replace(/^.*_/, 'request_log_');
    expect((await keepAt(new Date(day + 7 * DAY_MS))).dropped).toEqual([]);
    expect((await keepAt(new Date(day + 8 * DAY_MS))).dropped).toEqual([written]);
    const { dropped: others } = await keepAt(new Date(day + 30 * DAY_MS));
    expect(others.filter((name) => !name.startsWith('request_log_'))).toEqual([]);
    const { dropped } = await keepAt(new Date(day + 31 * DAY_MS));
    expect(dropped.filter((name) => !name.startsWith('request_log_'))).toHaveLength(4);
    expect((await partitions()).map(({ name }) => name)).not.toContain(oldest);
  });
});
