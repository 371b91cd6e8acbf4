import { toUuid } from '@platform/ids';

import type { TestApi, TestWorkspace } from '../../support/test-api';

/** How the rows of a big table are spread. */
export interface Crowd {
  /** Deals, and as many leads, of the workspace that is looked at. */
  readonly own: number;
  /** The same of each of the other workspaces. */
  readonly others: { readonly workspaces: number; readonly each: number };
}

/** Copies a workspace's one deal and one lead until the tables are as big as told; every row differs in what lists look at. */
export async function fillTables(api: TestApi, workspace: TestWorkspace, crowd: Crowd): Promise<void> {
  await multiply(api, workspace, crowd.own);
  for (let at = 0; at < crowd.others.workspaces; at += 1) {
    const other = await api.workspace();
    await seed(other);
    await multiply(api, other, crowd.others.each);
  }
  await api.sql('ANALYZE deals, leads, contact_points, stages, companies, contacts, deal_contacts');
}

/** One deal and one lead to be copied. */
export async function seed(workspace: TestWorkspace): Promise<void> {
  await workspace.create('/v1/leads', {
    title: 'Seed',
    last_name: 'Seed',
    emails: [{ value: 'seed@example.com' }],
  });
  const company = await workspace.create('/v1/companies', { name: 'Seed' });
  await workspace.create('/v1/contacts', { first_name: 'In the deals of no company' });
  const contact = await workspace.create('/v1/contacts', { first_name: 'Seed' });
  await workspace.create('/v1/deals', {
    title: 'Seed',
    company_id: company.id,
    contacts: [{ contact_id: contact.id }],
  });
}

async function multiply(api: TestApi, workspace: TestWorkspace, count: number): Promise<void> {
  const id = toUuid('workspace', workspace.workspace_id);
  const words = `(ARRAY['desk','chair','lamp','shelf','table','sofa','carpet','mirror'])[1 + n % 8]`;
  const text = `${words} || ' ' || md5(n::text)`;
  const common = `'id', gen_random_uuid(), 'created_at', now() - n * interval '7 seconds',
    'updated_at', now() - (n::bigint * 7919 % 1000000) * interval '3 seconds', 'amount', (n::bigint * 7919 % 100000)::text,
    'amount_currency', 'EUR', 'amount_base', (n::bigint * 7919 % 100000)::text, 'amount_base_currency', 'EUR',
    'title', ${text}`;
  await copy(
    api,
    'deals',
    [id, count],
    `${common}, 'folded', jsonb_build_object('title', ${text}), 'search_text', ${text},
    'deleted_at', CASE WHEN n % 3 = 0 THEN now() END,
    'owner_id', CASE WHEN n % 20 = 0 THEN (SELECT id FROM members WHERE workspace_id = $1 LIMIT 1) END,
    'company_id', CASE WHEN n % 5000 = 0 THEN r.company_id END,
    'stage_id', (SELECT s.id FROM stages s WHERE s.workspace_id = $1 AND s.pipeline_id = r.pipeline_id
                 ORDER BY s.position OFFSET n % 5 LIMIT 1)`,
  );
  await copy(
    api,
    'leads',
    [id, count],
    `${common}, 'last_name', md5(n::text), 'folded',
    jsonb_build_object('title', ${text}, 'last_name', md5(n::text)), 'search_text',
    ${text} || E'\\n' || 'mail' || n || '@example.com' || E'\\n' || '+3361' || lpad(n::text, 7, '0')`,
  );
  await api.sql(
    `INSERT INTO deal_contacts (workspace_id, deal_id, contact_id, role, is_primary)
     SELECT $1, d.id, c.id, NULL, true FROM deals AS d JOIN contacts AS c
       ON c.workspace_id = $1 AND (c.first_name = 'Seed') = (d.company_id IS NOT NULL)
     WHERE d.workspace_id = $1 ON CONFLICT DO NOTHING`,
    [id],
  );
  await api.sql(
    `INSERT INTO contact_points (workspace_id, record_id, object, kind, value_norm)
     SELECT workspace_id, id, 'lead', 'email', split_part(search_text, E'\\n', 2) FROM leads WHERE workspace_id = $1`,
    [id],
  );
}

const copy = (api: TestApi, table: string, params: readonly unknown[], changes: string): Promise<unknown> =>
  api.sql(
    `INSERT INTO ${table} SELECT copied.*
     FROM ${table} AS r, generate_series(1, $2::int) AS n, LATERAL jsonb_populate_record(r, jsonb_build_object(${changes})) AS copied
     WHERE r.workspace_id = $1 AND r.id = (SELECT id FROM ${table} WHERE workspace_id = $1 LIMIT 1)`,
    params,
  );
