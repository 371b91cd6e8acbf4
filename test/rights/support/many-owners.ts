import { toUuid } from '@platform/ids';

import type { ApiClient } from '../../support/api-client';
import type { TestApi, TestWorkspace } from '../../support/test-api';
import { employ } from './staff';

/** Members of whom each sees another part of many deals. */
export interface Watchers {
  readonly workspace: TestWorkspace;
  readonly clients: Readonly<Record<WatcherName, ApiClient>>;
}

/** Who looks, and what they see: a handful of the oldest deals, one in a hundred, one in five, a team of fifty, or one small pipeline. */
export const WATCHERS = ['few', 'some', 'many', 'team', 'pipeline'] as const;
export type WatcherName = (typeof WATCHERS)[number];

/** The orders that lists of deals have. */
export const SORTS = ['-created_at', '-updated_at', 'title', '-amount', '-amount_base', 'expected_close_on'];

const TEAM = 50;

/** Makes many deals and members who see a part of them. */
export async function fillManyOwners(api: TestApi, deals: number): Promise<Watchers> {
  const workspace = await api.workspace();
  const none = { deal: { read: 'own' } };
  const own = await workspace.create('/v1/roles', { name: 'Own', objects: none });
  const team = await workspace.create('/v1/roles', { name: 'Team', objects: { deal: { read: 'team' } } });
  const side = await workspace.create('/v1/pipelines', { name: 'Side', object: 'deal' });
  const pipelines = [{ object: 'deal', pipeline_id: side.id, read: 'all' }];
  const placed = await workspace.create('/v1/roles', { name: 'Placed', pipelines });
  const [few, some, many, mate, sider] = [
    await employ(api, workspace, 'Few', String(own.key)),
    await employ(api, workspace, 'Some', String(own.key)),
    await employ(api, workspace, 'Many', String(own.key)),
    await employ(api, workspace, 'Mate', String(team.key)),
    await employ(api, workspace, 'Sider', String(placed.key)),
  ];
  const mates = [mate.id];
  while (mates.length < TEAM) {
    const at = mates.length;
    mates.push((await workspace.create('/v1/members', { name: `Mate ${at}`, email: `${at}@x.example` })).id);
  }
  await workspace.create('/v1/teams', { name: 'Fifty', member_ids: mates });
  await workspace.create('/v1/deals', { title: 'Seed' });
  await multiply(api, workspace, deals, {
    few: few.id,
    some: some.id,
    many: many.id,
    mates,
    pipeline: side.id,
  });
  const clients = {
    few: few.client,
    some: some.client,
    many: many.client,
    team: mate.client,
    pipeline: sider.client,
  };
  return { workspace, clients };
}

interface Spread {
  readonly few: string;
  readonly some: string;
  readonly many: string;
  readonly mates: readonly string[];
  readonly pipeline: string;
}

/** The newest deal is the first: the few deals of one member, and those of the small pipeline, are among the oldest. */
async function multiply(
  api: TestApi,
  workspace: TestWorkspace,
  count: number,
  { few, some, many, mates, pipeline }: Spread,
): Promise<void> {
  const text = `(ARRAY['desk','chair','lamp','shelf','table','sofa','carpet','mirror'])[1 + n % 8] || ' ' || md5(n::text)`;
  const old = `n > $2::int * 0.95 AND n % ($2::int / 4000) = 0`;
  const uuid = (id: string) => toUuid('member', id);
  await api.sql(
    `INSERT INTO deals SELECT copied.*
     FROM deals AS r, generate_series(1, $2::int) AS n, LATERAL jsonb_populate_record(r, jsonb_build_object(
       'id', gen_random_uuid(), 'title', ${text}, 'folded', jsonb_build_object('title', ${text}), 'search_text', ${text},
       'created_at', now() - n * interval '7 seconds',
       'updated_at', now() - (n::bigint * 7919 % 1000000) * interval '3 seconds',
       'amount', CASE WHEN n % 10 <> 0 THEN (n::bigint * 7919 % 100000)::text END, 'amount_currency', 'EUR',
       'amount_base', CASE WHEN n % 10 <> 0 THEN (n::bigint * 7919 % 100000)::text END, 'amount_base_currency', 'EUR',
       'expected_close_on', '2026-01-01'::date + n % 700,
       'owner_id', CASE WHEN ${old} AND n % 2 = 0 THEN $3::uuid WHEN n % 100 = 1 THEN $4::uuid WHEN n % 5 = 3 THEN $5::uuid
         WHEN n % 20 = 7 THEN ($6::uuid[])[1 + n / 20 % ${TEAM}] END)) AS copied
     WHERE r.workspace_id = $1`,
    [toUuid('workspace', workspace.workspace_id), count, uuid(few), uuid(some), uuid(many), mates.map(uuid)],
  );
  await api.sql('ANALYZE deals');
  await api.sql(
    `UPDATE deals SET (pipeline_id, stage_id) = (
       SELECT pipeline_id, id FROM stages WHERE workspace_id = $1 AND pipeline_id = $2 ORDER BY position LIMIT 1)
     WHERE workspace_id = $1 AND id IN (
       SELECT id FROM deals WHERE workspace_id = $1 AND owner_id IS NULL ORDER BY created_at LIMIT 200)`,
    [toUuid('workspace', workspace.workspace_id), toUuid('pipeline', pipeline)],
  );
  await api.sql('VACUUM ANALYZE deals');
}
