import { toUuid } from '@platform/ids';

import type { TestApi, TestWorkspace } from '../../support/test-api';

/** How many fields deals have, and how many deals there are. */
export interface ManyFields {
  readonly fields: number;
  readonly deals: number;
}

/** How many of the fields each deal has a value of; the first two are indexed. */
const FILLED = 10;

/** Gives deals many fields and makes many deals with a few values each: `size` is an indexed number, `tier` an indexed choice. */
export async function fillManyFields(api: TestApi, { fields, deals }: ManyFields): Promise<TestWorkspace> {
  const workspace = await api.workspace();
  const id = toUuid('workspace', workspace.workspace_id);
  const options = Array.from({ length: 20 }, (_, at) => ({ id: `tier-${at}`, label: `Tier ${at}` }));
  await workspace.create('/v1/deals/fields', { key: 'size', name: 'Size', type: 'number', indexed: true });
  await workspace.create('/v1/deals/fields', {
    key: 'tier',
    name: 'Tier',
    type: 'select',
    indexed: true,
    options,
  });
  await workspace.create('/v1/deals/fields', { key: 'more', name: 'More', type: 'text' });
  await api.sql(
    `INSERT INTO fields SELECT copied.* FROM fields AS f, generate_series(4, $2::int) AS n, LATERAL
       jsonb_populate_record(f, jsonb_build_object('id', gen_random_uuid(), 'key', 'more_' || n, 'number', n)) AS copied
     WHERE f.workspace_id = $1 AND f.key = 'more'`,
    [id, fields],
  );
  await api.sql(
    'UPDATE field_versions SET version = gen_random_uuid(), last_number = $2 WHERE workspace_id = $1',
    [id, fields],
  );
  await workspace.create('/v1/deals', { title: 'Seed' });
  const more = Array.from({ length: FILLED - 2 }, (_, at) => `'${3 + at * 40}', md5((n + ${at})::text)`).join(
    ', ',
  );
  await api.sql(
    `INSERT INTO deals SELECT copied.* FROM deals AS r, generate_series(1, $2::int) AS n, LATERAL
       jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'title', 'Deal ' || n,
         'created_at', now() - n * interval '7 seconds', 'amount', (n::bigint * 7919 % 1000003)::text, 'amount_currency', 'EUR',
         'custom_fields', jsonb_build_object('1', (n::bigint * 7919 % 1000003)::text, '2', 'tier-' || n % 20, ${more}))) AS copied
     WHERE r.workspace_id = $1 AND r.title = 'Seed'`,
    [id, deals],
  );
  for (const [table, number, type] of [
    ['custom_numbers', 1, 'numeric'],
    ['custom_texts', 2, 'text'],
  ] as const) {
    await api.sql(
      `INSERT INTO ${table} (workspace_id, record_id, field_number, value)
       SELECT workspace_id, id, ${number}, (custom_fields ->> '${number}')::${type} FROM deals
       WHERE workspace_id = $1 AND custom_fields ? '${number}'`,
      [id],
    );
  }
  await api.sql('ANALYZE deals, custom_numbers, custom_texts, fields');
  return workspace;
}

/** A list by a custom field, and the same by a standard one. */
export const PAIRS = [
  { name: 'sorted', custom: { sort: ['-custom_fields.size'] }, standard: { sort: ['-amount'] } },
  {
    name: 'by a range, sorted by it',
    custom: { filter: { custom_fields: { size: { lt: '5000' } } }, sort: ['custom_fields.size'] },
    standard: { filter: { amount: { lt: '5000' } }, sort: ['amount'] },
  },
  {
    name: 'by a rare value',
    custom: { filter: { custom_fields: { size: '7919' } } },
    standard: { filter: { amount: '7919' } },
  },
  {
    name: 'by a value that one in twenty has',
    custom: { filter: { custom_fields: { tier: 'tier-7' } } },
    standard: { filter: { amount: { between: ['0', '50000'] } } },
  },
] as const;

/** The times of a search, in milliseconds, of several tries by turns with another: the medians of both. */
export async function medians(
  workspace: TestWorkspace,
  bodies: readonly object[],
  tries: number,
): Promise<number[]> {
  const times = bodies.map((): number[] => []);
  for (let one = 0; one < tries; one += 1) {
    for (const [at, body] of bodies.entries()) {
      const begin = performance.now();
      await workspace.post('/v1/deals/search', { limit: 50, fields: ['title'], ...body }).expect(200);
      times[at]?.push(performance.now() - begin);
    }
  }
  return times.map((all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN);
}
