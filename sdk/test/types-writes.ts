/** What batches, upserts and problems must and must not let compile; never run. */
import {
  type BatchOperation,
  Dealwright,
  DealwrightProblem,
  type Fault,
  hasCode,
  isProblem,
  type RecordOf,
} from '../src/index.ts';
import { type Equal, proven } from './support/equal.ts';

const client = new Dealwright({ baseUrl: 'https://crm.example.com', key: 'key' });
const by = { field: 'external_id', value: 'shop:4711' } as const;

/** An upsert answers with the record and what became of it. */
export async function upserts(): Promise<void> {
  const lead = await client.leads.upsert({ by, data: { title: 'x' } }, { query: { list_mode: 'merge' } });
  proven<Equal<typeof lead.result, 'created' | 'updated' | 'unchanged'>>();
  proven<Equal<typeof lead.title, string | null>>();
  // @ts-expect-error no key of leads
  await client.leads.upsert({ by: { field: 'email', value: 'a@example.com' }, data: {} });
  // @ts-expect-error a field that does not exist
  await client.leads.upsert({ by, data: { titel: 'x' } });
}

/** Batches of one kind: operations by what they do, results by what came of them. */
export async function batches(id: string): Promise<void> {
  const operations: BatchOperation<'leads'>[] = [
    { op: 'create', key: 'row-1', data: { title: 'x' } },
    { op: 'update', id, data: { title: null }, if_match: '"3"' },
    { op: 'upsert', by, data: { title: 'x' }, idempotency_key: 'k' },
    { op: 'delete', id },
  ];
  const { results, summary } = await client.leads.batch(operations, { atomic: true });
  summary.created satisfies number | undefined;
  for (const result of results) {
    // @ts-expect-error records come with `return: 'full'` alone
    result.record;
    if (result.problem) result.problem.errors satisfies object[];
    else result.id satisfies string;
  }
  for await (const { index, result } of client.leads.writeMany(operations, { return: 'full' })) {
    index satisfies number;
    if (!result.problem) proven<Equal<typeof result.record, RecordOf<'leads'>>>();
  }
  // @ts-expect-error a field that does not exist
  await client.leads.batch([{ op: 'create', data: { titel: 'x' } }]);
  // @ts-expect-error an update needs an id
  await client.leads.batch([{ op: 'update', data: {} }]);
  // @ts-expect-error many requests are never atomic together
  client.leads.writeMany(operations, { atomic: true });
}

/** Batches across kinds: references fit where ids of their kind do. */
export async function mixedBatches(): Promise<void> {
  const batch = client.batch();
  const company = batch.companies.create({ name: 'Dubois SARL' });
  const contact = batch.contacts.create({ last_name: 'Dubois', company_id: company.id });
  const deal = batch.deals.create({
    title: 'x',
    company_id: company.id,
    contacts: [{ contact_id: contact.id }],
  });
  batch.deals.update(deal.id, { lost_reason: 'too late' });
  batch.leads.upsert({ by, data: { title: 'x' } });
  // @ts-expect-error a contact is no company
  batch.deals.create({ title: 'x', company_id: contact.id });
  // @ts-expect-error a title is no id
  batch.deals.create({ title: company.id });
  // @ts-expect-error a field that does not exist
  batch.deals.create({ titel: 'x' });
  // @ts-expect-error a company is no deal
  batch.deals.delete(company.id);
  const done = (await batch.run({ return: 'full' })).of(deal);
  if (done.problem) done.problem.code satisfies string;
  else proven<Equal<typeof done.record, RecordOf<'deals'>>>();
  const summary = (await batch.run()).of(company);
  // @ts-expect-error it may have failed
  summary.id satisfies string;
  // @ts-expect-error records come with `return: 'full'` alone
  summary.record;
}

/** Files: bytes there and back. */
export async function files(): Promise<void> {
  const file = await client.files.create(new Blob(['x'], { type: 'text/plain' }), {
    query: { name: 'x.txt' },
  });
  file.sha256 satisfies string;
  await client.files.create(new Uint8Array([1]), {
    query: { name: 'x', links: [file.id] },
    validateOnly: true,
  });
  // @ts-expect-error a file has a name
  await client.files.create(new Blob(['x']));
  // @ts-expect-error an object is no bytes
  await client.files.create({ name: 'x' }, { query: { name: 'x' } });
  proven<Equal<Awaited<ReturnType<typeof client.files.getContent>>, Blob>>();
}

/** Problems: a code brings its members. */
export async function problems(error: unknown): Promise<void> {
  if (isProblem(error, 'already_exists')) proven<Equal<typeof error.body.existing_id, string>>();
  if (isProblem(error, 'version_mismatch')) error.body.changed satisfies string[] | undefined;
  if (isProblem(error, 'not_found')) proven<Equal<typeof error.code, 'not_found'>>();
  if (isProblem(error, 'precondition_failed')) error.body.current_etag satisfies string | undefined;
  // @ts-expect-error a code without members of its own
  if (isProblem(error, 'job_ended')) error.body.existing_id satisfies string;
  // @ts-expect-error there is no such code
  isProblem(error, 'already_exist');
  if (error instanceof DealwrightProblem) {
    // A newer server may send what this package does not know.
    if (error.code === 'brand_new' || error.errors[0]?.code === 'brand_new') return;
    proven<Equal<Extract<typeof error.code, 'not_found'>, 'not_found'>>();
    proven<Equal<Extract<Fault['code'], 'required'>, 'required'>>();
  }
  const [result] = (await client.leads.batch([])).results;
  if (hasCode(result?.problem, 'already_exists')) result.problem.existing_id satisfies string;
}
