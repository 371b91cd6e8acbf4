import type { Created } from '../../support/api-client';
import type { TestApi, TestWorkspace } from '../../support/test-api';

/** A workspace with four deals that differ in what lists look at. */
export interface SampleDeals {
  readonly workspace: TestWorkspace;
  readonly company: Created;
  readonly anna: Created;
  /** The id of the stage of won deals. */
  readonly won: string;
}

/** Makes them. */
export async function sampleDeals(api: TestApi): Promise<SampleDeals> {
  const workspace = await api.workspace();
  const company = await workspace.create('/v1/companies', { name: 'Dubois SARL', industry: 'retail' });
  const other = await workspace.create('/v1/companies', { name: 'Élan', industry: 'it' });
  const anna = await workspace.create('/v1/contacts', {
    first_name: 'Anna',
    last_name: 'Øster',
    emails: [{ value: 'Anna@Example.com' }],
    phones: [{ value: '06 12 34 56 78' }],
    external_ids: [{ app: 'shop', id: 'A:1' }],
  });
  const boris = await workspace.create('/v1/contacts', { first_name: 'Борис', last_name: 'Ёлкин' });
  const won = await wonStage(workspace);
  const clients = [{ contact_id: anna.id }, { contact_id: boris.id }];
  for (const deal of [
    { title: 'Äpfel', company_id: company.id, amount: euro('10'), contacts: clients.slice(0, 1) },
    { title: 'apfel', amount: euro('9.50'), contacts: clients },
    { title: 'Birnen 100%', company_id: other.id, stage_id: won, amount: euro('1000') },
    { title: 'Zitronen', expected_close_on: '2026-12-01', utm: { source: 'Größe' } },
  ]) {
    await workspace.create('/v1/deals', deal);
  }
  return { workspace, company, anna, won };
}

async function wonStage(workspace: TestWorkspace): Promise<string> {
  const { body } = await workspace.get('/v1/pipelines').expect(200);
  const pipeline = body.data.find(({ object }: { object: string }) => object === 'deal').id;
  const stages = (await workspace.get(`/v1/pipelines/${pipeline}/stages`).expect(200)).body.data;
  return stages.find(({ group }: { group: string }) => group === 'won').id;
}

const euro = (amount: string) => ({ amount, currency: 'EUR' });
