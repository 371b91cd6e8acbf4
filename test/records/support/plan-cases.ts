import type { Created } from '../../support/api-client';
import type { TestApi, TestWorkspace } from '../../support/test-api';
import { type Crowd, fillTables, seed } from './many-deals';
import { plansOf } from './plans';

/** A list as customers ask for it, and the index that must serve it. */
interface Case {
  readonly name: string;
  readonly table: 'deals' | 'leads';
  readonly body: (ids: Ids) => object;
  readonly index: RegExp;
}

interface Ids {
  readonly owner: string;
  readonly stage: string;
  readonly company: string;
  readonly contact: string;
}

/** A list of what points to a record, and the index that must serve it. */
const LISTS_UNDER: readonly {
  readonly name: string;
  readonly path: (ids: Ids) => string;
  readonly index: RegExp;
}[] = [
  { name: 'a company', path: ({ company }) => `companies/${company}/deals`, index: /deals_of_company_id/ },
  {
    name: 'a contact',
    path: ({ contact }) => `contacts/${contact}/deals`,
    index: /deal_contacts_of_contact/,
  },
];

const CASES: readonly Case[] = [
  { name: 'the newest', table: 'deals', body: () => ({}), index: /deals_by_created_at/ },
  {
    name: 'updated since',
    table: 'deals',
    body: () => ({ filter: { updated_at: { gte: '-1h' } }, sort: ['updated_at'] }),
    index: /deals_by_updated_at/,
  },
  {
    name: 'an owner’s open ones',
    table: 'deals',
    body: ({ owner }) => ({ filter: { owner_id: owner, stage: { group: 'open' } } }),
    index: /deals_of_owner_id|deals_owned_by_|deals_by_created_at/,
  },
  {
    name: 'of a stage',
    table: 'deals',
    body: ({ stage }) => ({ filter: { stage_id: stage } }),
    index: /deals_of_stage_id|deals_by_created_at/,
  },
  {
    name: 'of a company',
    table: 'deals',
    body: ({ company }) => ({ filter: { company_id: company } }),
    index: /deals_of_company_id/,
  },
  {
    name: 'with a rare word in the title',
    table: 'deals',
    body: () => ({ filter: { title: { contains: 'C4CA4238' } } }),
    index: /deals_search/,
  },
  {
    name: 'the newest, deleted ones among them',
    table: 'deals',
    body: () => ({ deleted: 'include' }),
    index: /deals_by_created_at[\s\S]*deals_deleted\b|deals_deleted\b[\s\S]*deals_by_created_at/,
  },
  {
    name: 'the newest of the deleted ones',
    table: 'deals',
    body: () => ({ deleted: 'only' }),
    index: /deals_deleted\b/,
  },
  {
    name: 'deleted since',
    table: 'deals',
    body: () => ({ deleted: 'only', sort: ['updated_at'], filter: { updated_at: { gte: '-1h' } } }),
    index: /deals_deleted_by_updated_at/,
  },
  {
    name: 'changed since, deleted ones among them',
    table: 'deals',
    body: () => ({ deleted: 'include', sort: ['updated_at'], filter: { updated_at: { gte: '-1h' } } }),
    index:
      /deals_by_updated_at[\s\S]*deals_deleted_by_updated_at|deals_deleted_by_updated_at[\s\S]*deals_by_updated_at/,
  },
  { name: 'by amount', table: 'deals', body: () => ({ sort: ['-amount'] }), index: /deals_by_amount/ },
  {
    name: 'by what they are worth',
    table: 'deals',
    body: () => ({ sort: ['-amount_base'] }),
    index: /deals_by_amount_base/,
  },
  {
    name: 'worth as much or more',
    table: 'leads',
    body: () => ({ sort: ['amount_base'], filter: { amount_base: { gte: '1000' } } }),
    index: /leads_by_amount_base/,
  },
  {
    name: 'by amount and title',
    table: 'deals',
    body: () => ({ sort: ['amount', 'title'], filter: { amount: { gte: '99000' } } }),
    index: /deals_by_amount/,
  },
  { name: 'by title', table: 'deals', body: () => ({ sort: ['title'] }), index: /deals_by_title/ },
  {
    name: 'whose title begins with',
    table: 'deals',
    body: () => ({ filter: { title: { starts_with: 'desk c81e' } } }),
    index: /deals_search/,
  },
  {
    name: 'with an email',
    table: 'leads',
    body: () => ({ filter: { emails: { has: 'mail77@example.com' } } }),
    index: /contact_points_pkey/,
  },
  {
    name: 'found by an email',
    table: 'leads',
    body: () => ({ search: 'mail4711@' }),
    index: /leads_search/,
  },
  {
    name: 'found by a phone',
    table: 'leads',
    body: () => ({ search: '+33 61 0004711' }),
    index: /leads_search/,
  },
  {
    name: 'by last name',
    table: 'leads',
    body: () => ({ sort: ['last_name'] }),
    index: /leads_by_last_name/,
  },
];

/** Declares a test per list over tables of a size. */
export function planTests(start: () => Promise<TestApi>, crowd: Crowd, timeoutMs: number): void {
  let api: TestApi;
  let workspace: TestWorkspace;
  let ids: Ids;

  beforeAll(async () => {
    api = await start();
    workspace = await api.workspace();
    await seed(workspace);
    await fillTables(api, workspace, crowd);
    const [member] = (await workspace.get('/v1/members').expect(200)).body.data as Created[];
    const [company] = (await workspace.get('/v1/companies').expect(200)).body.data as Created[];
    const [contact] = (await workspace.get('/v1/contacts').expect(200)).body.data as Created[];
    const [deal] = (await workspace.get('/v1/deals?limit=1').expect(200)).body.data as Created[];
    ids = {
      owner: member?.id ?? '',
      company: company?.id ?? '',
      contact: contact?.id ?? '',
      stage: String(deal?.stage_id),
    };
  }, timeoutMs);
  afterAll(() => api.stop());

  const indexed = async (table: string, work: () => Promise<unknown>, index: RegExp) => {
    const plans = await plansOf(api, table, work);
    expect(plans.length).toBeGreaterThan(0);
    const whole = plans.flatMap(({ lines }) => lines).join('\n');
    expect(whole).toMatch(index);
    expect(whole).not.toMatch(new RegExp(`Seq Scan on (${table}|contact_points|deal_contacts)`));
  };

  it.each(CASES)('$table $name', ({ table, body, index }) =>
    indexed(table, () => workspace.post(`/v1/${table}/search`, body(ids)).expect(200), index),
  );

  it.each(LISTS_UNDER)('the deals of $name', ({ path, index }) =>
    indexed('deals', () => workspace.get(`/v1/${path(ids)}`).expect(200), index),
  );
}
