/** What reads of records answer, by `fields`, `expand` and `count`; what filters and sorts do not compile. Never run. */
import {
  type BodyOf,
  type components,
  Dealwright,
  type FieldOf,
  type FilterOf,
  type LinkOf,
  type QueryOf,
  type RecordOf,
} from '../src/index.ts';
import { type Equal, proven } from './support/equal.ts';

type Deal = RecordOf<'deals'>;
type Company = components['schemas']['Company'];

const client = new Dealwright({ baseUrl: 'https://crm.example.com', key: 'key' });

/** `expand` adds what it names, and nothing else does. */
export async function expanded(id: string): Promise<void> {
  const plain = await client.deals.get(id);
  proven<Equal<typeof plain.title, string>>();
  // @ts-expect-error nobody asked for the company
  plain.company;
  // @ts-expect-error nobody asked for the contacts' records
  plain.contacts[0]?.contact;
  const expanded = await client.deals.get(id, { expand: ['company', 'contacts'] });
  proven<Equal<typeof expanded.company, Company | null>>();
  proven<Equal<typeof expanded.contacts, Deal['contacts']>>();
  // @ts-expect-error nobody asked for the owner
  expanded.owner;
  // @ts-expect-error there is no such link
  await client.deals.get(id, { expand: ['compnay'] });
  const names: LinkOf<'deals'>[] = [];
  const unknown = await client.deals.get(id, { expand: names });
  proven<Equal<typeof unknown.company, Company | null | undefined>>();
  const stage = await client.stages.get({ pipeline_id: 'pipe_1', id }, { expand: ['pipeline'] });
  proven<Equal<typeof stage.pipeline, components['schemas']['Pipeline'] | null>>();
}

/** `fields` leaves nothing but what it names, and the id. */
export async function chosen(id: string): Promise<void> {
  const deal = await client.deals.get(id, { fields: ['title', 'amount'] });
  proven<Equal<typeof deal, Pick<Deal, 'id' | 'title' | 'amount'>>>();
  const both = await client.deals.get(id, { fields: ['title'], expand: ['company'] });
  proven<Equal<keyof typeof both, 'id' | 'title' | 'company'>>();
  const names: FieldOf<'deals'>[] = [];
  const unknown = await client.deals.get(id, { fields: names });
  proven<Equal<typeof unknown.id, string>>();
  proven<Equal<typeof unknown.title, string | undefined>>();
  // @ts-expect-error there is no such field
  await client.deals.get(id, { fields: ['titel'] });
}

/** Lists and searches answer alike, awaited and iterated. */
export async function listed(): Promise<void> {
  for await (const lead of client.leads.list({ fields: ['emails'], sort: ['title', '-created_at'] })) {
    proven<Equal<keyof typeof lead, 'id' | 'emails'>>();
  }
  const found = client.deals.search({
    search: 'desks',
    expand: ['company'],
    count: 'exact',
    sort: '-amount',
  });
  for await (const deal of found) proven<Equal<typeof deal.company, Company | null>>();
  for await (const page of found.pages()) proven<Equal<typeof page.total, number>>();
  proven<Equal<Awaited<typeof found>['total'], number>>();
  const uncounted = await client.deals.list();
  proven<Equal<typeof uncounted.total, undefined>>();
  // @ts-expect-error nothing sorts by this
  client.deals.list({ sort: 'comment' });
  // @ts-expect-error an unknown parameter beside known ones
  client.deals.list({ limit: 1, limmit: 2 });
  // @ts-expect-error an unknown member beside known ones
  client.deals.search({ limit: 1, limmit: 2 });
}

/** Filters know the fields, their operators and what their links lead to. */
export function filtered(): void {
  client.deals.list({ filter: { amount: { gte: '1000' }, company: { industry: 'retail' } } });
  client.deals.list({ filter: { or: [{ stage: { group: 'won' } }, { not: { owner_id: 'me' } }] } });
  client.leads.search({ filter: { created_at: { gte: '-7d' }, company_name: { contains: 'srl' } } });
  // @ts-expect-error there is no such field
  client.deals.list({ filter: { amuont: { gte: '1000' } } });
  // @ts-expect-error there is no such operator
  client.deals.list({ filter: { amount: { over: '1000' } } });
  // @ts-expect-error the linked company has no such field
  client.deals.list({ filter: { company: { industri: 'retail' } } });
  // @ts-expect-error there is no such choice
  client.deals.list({ filter: { stage: { group: 'open?' } } });
  // @ts-expect-error wrong inside a group
  client.deals.search({ filter: { or: [{ titel: 'x' }] } });
  // @ts-expect-error an operator that other fields have
  client.deals.list({ filter: { amount: { contains: '1' } } });
  // @ts-expect-error a value of another type
  client.deals.list({ filter: { probability: { gte: 'high' } } });
  // @ts-expect-error not one of the choices
  client.activities.list({ filter: { type: 'fax' } });
  // @ts-expect-error a list has conditions of its own
  client.leads.list({ filter: { external_ids: 'shop:4711' } });
  // @ts-expect-error no such field two links away
  client.deals.list({ filter: { company: { owner: { nonsense: 'x' } } } });
  // @ts-expect-error a filter of deals is none of stages
  client.stages.list('pipe_1', { filter: { amount: { gte: '1' } } });
}

/** Whatever takes a filter takes the same one, also where the operation is named by its path. */
export async function filteredElsewhere(): Promise<void> {
  proven<Equal<FilterOf<'deals'>, components['schemas']['DealFilter']>>();
  proven<Equal<NonNullable<QueryOf<'deals.list'>['filter']>, FilterOf<'deals'>>>();
  proven<Equal<BodyOf<'deals.bulk_update'>['filter'], FilterOf<'deals'>>>();
  await client.deals.bulkUpdate({ filter: { stage: { group: 'open' } }, data: { comment: null } });
  // @ts-expect-error there is no such field
  await client.deals.bulkUpdate({ filter: { titel: 'x' }, data: { comment: null } });
  await client.request('get', '/v1/deals', { params: { query: { filter: { company: { name: 'x' } } } } });
  // @ts-expect-error the linked company has no such field
  await client.request('get', '/v1/deals', { params: { query: { filter: { company: { nonsense: 'x' } } } } });
  // @ts-expect-error nothing sorts by this
  await client.request('get', '/v1/deals', { params: { query: { sort: ['comment'] } } });
}
