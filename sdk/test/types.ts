/** What must and what must not compile; never run. */
import { Dealwright, type DealwrightEvent, verifyWebhook } from '../src/index.ts';

const client = new Dealwright({ baseUrl: 'https://crm.example.com', key: 'key' });

/** Records: bodies, answers and options are the document's. */
export async function records(): Promise<void> {
  const lead = await client.leads.create({ first_name: 'Zoë', emails: [{ value: 'zoe@example.com' }] });
  lead.id satisfies string;
  // @ts-expect-error a field that does not exist
  await client.leads.create({ frist_name: 'Zoë' });
  // @ts-expect-error a field of another type
  await client.leads.create({ first_name: 1 });
  // @ts-expect-error an answer has no such field
  lead.frist_name;

  await client.leads.update(lead.id, { last_name: null }, { ifMatch: lead, idempotencyKey: 'k' });
  await client.leads.delete(lead.id, { validateOnly: true });
  await client.leads.restore(lead.id, { signal: AbortSignal.timeout(1) });
  // @ts-expect-error a read takes no Idempotency-Key
  await client.leads.get(lead.id, {}, { idempotencyKey: 'k' });
  // @ts-expect-error an id is needed
  await client.leads.get();
  // @ts-expect-error there is no such operation
  await client.leads.explode();
}

/** Lists: one page when awaited, every item when iterated. */
export async function lists(): Promise<void> {
  const page = await client.leads.list({ limit: 10 });
  page.has_more satisfies boolean;
  page.data[0]?.id satisfies string | undefined;
  for await (const lead of client.leads.list()) lead.id satisfies string;
  for await (const each of client.leads.list().pages()) each.next_cursor satisfies string | null;
  // @ts-expect-error an unknown query parameter
  client.leads.list({ limmit: 10 });
}

/** Whatever has no method of its own. */
export async function requests(id: string): Promise<void> {
  const { data, response } = await client.request('get', '/v1/leads/{id}', { params: { path: { id } } });
  data.id satisfies string;
  response.status satisfies number;
  await client.request('get', '/v1/leads');
  // @ts-expect-error there is no such path
  await client.request('get', '/v1/laeds');
  // @ts-expect-error the path has a parameter
  await client.request('get', '/v1/leads/{id}');
}

/** What needs no token may be asked for without one; nothing else may. */
export async function anonymously(id: string): Promise<void> {
  const { openapi } = await client.reference.openapi({}, { anonymous: true });
  openapi satisfies string;
  // @ts-expect-error a lead is for those who may read it
  await client.leads.get(id, {}, { anonymous: true });
  // @ts-expect-error a job belongs to a workspace
  await client.jobs.get(id, {}, { anonymous: true });
}

/** Events: from the log and from webhooks alike. */
export async function events(): Promise<void> {
  for await (const event of client.events.poll({ types: ['lead.*'] })) event.sequence satisfies number;
  const event: DealwrightEvent = await verifyWebhook({
    body: '{}',
    headers: new Headers(),
    secret: 'whsec_',
  });
  event.data.object satisfies object;
  if (event.type === 'deal.won') event.data.object.probability satisfies number | null;
  // @ts-expect-error there is no such event
  if (event.type === 'deal.exploded') return;
}

/** Exactly one kind of credential. */
export function credentials(): void {
  new Dealwright({ baseUrl: 'https://crm.example.com', token: async () => 'token' });
  new Dealwright({
    baseUrl: 'https://crm.example.com',
    clientId: 'a',
    clientSecret: 'b',
    installationId: 'c',
  });
  // @ts-expect-error no credential
  new Dealwright({ baseUrl: 'https://crm.example.com' });
  // @ts-expect-error half a credential
  new Dealwright({ baseUrl: 'https://crm.example.com', clientId: 'a' });
}
