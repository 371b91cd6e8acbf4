import { Dealwright, DealwrightProblem } from '../src/index.ts';
import { type Answer, type FakeServer, problem, startFakeServer } from './support/fake-server.ts';

let server: FakeServer;
afterEach(() => server.close());

const done = (id: string) => ({ status: 201, id, result: 'created' });
const failed = { status: 409, problem: { code: 'already_exists', existing_id: 'deal_9' } };

const clientFor = async (answers: readonly Answer[]) => {
  server = await startFakeServer((_, index) => answers[index] ?? { body: { results: [], summary: {} } });
  return new Dealwright({ baseUrl: server.url, key: 'k', maxRetries: 0 });
};

const bodyAt = (index: number) => JSON.parse(server.received[index]?.body ?? '');

describe('a batch across kinds', () => {
  const filled = async (answers: readonly Answer[]) => {
    const batch = (await clientFor(answers)).batch();
    const company = batch.companies.create({ name: 'Dubois SARL' });
    const deal = batch.deals.create({ title: 'Desks', company_id: company.id });
    return { batch, company, deal };
  };

  it('sends its operations in order, with references to one another', async () => {
    const { batch, deal } = await filled([]);
    batch.deals.update(deal.id, { comment: 'x' }, { ifMatch: { version: 3 } });
    batch.leads.upsert({ by: { field: 'external_id', value: 'shop:1' }, data: { title: 'y' } });
    batch.contacts.delete('cont_1');
    await batch.run({ atomic: true, return: 'full', listMode: 'merge', validateOnly: true });
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      url: '/v1/batch?validate_only=true&return=full&list_mode=merge',
    });
    const $ref = 'company-0.id';
    expect(bodyAt(0)).toEqual({
      atomic: true,
      operations: [
        { object: 'company', key: 'company-0', op: 'create', data: { name: 'Dubois SARL' } },
        { object: 'deal', key: 'deal-1', op: 'create', data: { title: 'Desks', company_id: { $ref } } },
        {
          object: 'deal',
          key: 'deal-2',
          op: 'update',
          id: { $ref: 'deal-1.id' },
          data: { comment: 'x' },
          if_match: '"3"',
        },
        {
          object: 'lead',
          key: 'lead-3',
          op: 'upsert',
          by: { field: 'external_id', value: 'shop:1' },
          data: { title: 'y' },
        },
        { object: 'contact', key: 'contact-4', op: 'delete', id: 'cont_1' },
      ],
    });
  });

  it('tells what became of each operation', async () => {
    const summary = { created: 1, failed: 1 };
    const { batch, company, deal } = await filled([{ body: { results: [done('comp_1'), failed], summary } }]);
    const results = await batch.run();
    expect(results.of(company)).toEqual(done('comp_1'));
    expect(results.of(deal).problem).toEqual(failed.problem);
    expect(results.answer.summary).toEqual(summary);
    const stranger = new Dealwright({ baseUrl: server.url, key: 'k' }).batch().deals.delete('deal_1');
    expect(() => results.of(stranger)).toThrow('belongs to another batch');
  });

  it('is the same write when it is run again', async () => {
    const { batch } = await filled(['reset']);
    await expect(batch.run()).rejects.toThrow('No answer');
    await batch.run();
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('tells the faults of each operation when it was refused as a whole', async () => {
    const errors = ['/operations/1/data/title', '/operations/10/data', '/operations/1'].map((pointer) => ({
      pointer,
      code: 'required',
      detail: 'D',
    }));
    const { batch, company, deal } = await filled([problem(422, 'batch_refused', { errors })]);
    const error: unknown = await batch.run({ atomic: true }).catch((reason: unknown) => reason);
    if (!(error instanceof DealwrightProblem)) throw error;
    expect(batch.faultsOf(deal, error)).toEqual([errors[0], errors[2]]);
    expect(batch.faultsOf(company, error)).toEqual([]);
  });
});

describe('a batch of one kind', () => {
  it('sends the operations as they are, with its options', async () => {
    const { leads } = await clientFor([]);
    const operations = [{ op: 'create', key: 'row-1', data: { title: 'x' } }] as const;
    await leads.batch(operations, { return: 'full', idempotencyKey: 'mine' });
    expect(server.received[0]).toMatchObject({
      url: '/v1/leads/batch?return=full',
      headers: { 'idempotency-key': 'mine' },
    });
    expect(bodyAt(0)).toEqual({ operations });
  });
});
