import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { settled } from './support/merge-world';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const read = async (path: string): Promise<Created> =>
  (await workspace.get(path).expect(200)).body as Created;

const merge = async (plural: string, survivor: string, others: readonly string[], more: object = {}) =>
  (await workspace.post(`/v1/${plural}/merge`, { survivor, merge: others, ...more }).expect(200)).body;

const undo = async (id: string) => (await workspace.post(`/v1/merges/${id}/undo`).expect(200)).body;

describe('deals', () => {
  const line = (deal: string, name: string, unit_price: string) =>
    workspace.create(`/v1/deals/${deal}/line-items`, { name, unit_price });

  const linesOf = async (deal: string): Promise<Created[]> =>
    (await workspace.get(`/v1/deals/${deal}/line-items`).expect(200)).body.data as Created[];

  it('have the lines of both, one behind the other, and come to their sum', async () => {
    const survivor = await workspace.create('/v1/deals', { title: 'Desks' });
    const other = await workspace.create('/v1/deals', { title: 'Chairs' });
    await line(survivor.id, 'Desk', '100');
    await line(other.id, 'Chair', '40');
    await line(other.id, 'Cushion', '2');
    const before = [await linesOf(survivor.id), await linesOf(other.id)];
    const [own, twin] = [await read(`/v1/deals/${survivor.id}`), await read(`/v1/deals/${other.id}`)];
    const { id, record } = await merge('deals', survivor.id, [other.id]);
    expect(record.amount).toEqual({ amount: '142.00', currency: 'EUR' });
    expect((await linesOf(survivor.id)).map(({ name, position }) => [name, position])).toEqual([
      ['Desk', 10],
      ['Chair', 20],
      ['Cushion', 30],
    ]);
    await undo(id);
    expect((await linesOf(survivor.id)).map(settled)).toEqual(before[0]?.map(settled));
    expect((await linesOf(other.id)).map(settled)).toEqual(before[1]?.map(settled));
    expect(settled(await read(`/v1/deals/${survivor.id}`))).toEqual(settled(own));
    expect(settled(await read(`/v1/deals/${other.id}`))).toEqual(settled(twin));
  });

  it('keep an amount that was typed by hand, and take one that follows from lines with these', async () => {
    const typed = await workspace.create('/v1/deals', {
      title: 'A',
      amount: { amount: '7', currency: 'EUR' },
    });
    const open = await workspace.create('/v1/deals', { title: 'B' });
    const priced = await workspace.create('/v1/deals', { title: 'C' });
    await line(priced.id, 'Chair', '40');
    const first = await merge('deals', typed.id, [priced.id]);
    expect(first.record).toMatchObject({ amount: { amount: '7' }, amount_mode: 'manual' });
    await undo(first.id);
    const second = await merge('deals', open.id, [priced.id]);
    expect(second.record).toMatchObject({ amount: { amount: '40.00' }, amount_mode: 'line_items' });
    await undo(second.id);
    expect(settled(await read(`/v1/deals/${open.id}`))).toEqual(settled(open));
    expect(await read(`/v1/deals/${priced.id}`)).toMatchObject({
      amount: { amount: '40.00' },
      amount_mode: 'line_items',
    });
  });

  it('in two currencies are refused with the reason', async () => {
    const euros = await workspace.create('/v1/deals', {
      title: 'A',
      amount: { amount: '1', currency: 'EUR' },
    });
    const dollars = await workspace.create('/v1/deals', {
      title: 'B',
      amount: { amount: '1', currency: 'USD' },
    });
    await line(euros.id, 'Desk', '100');
    await line(dollars.id, 'Chair', '40');
    const { body } = await workspace
      .post('/v1/deals/merge', { survivor: euros.id, merge: [dollars.id] })
      .expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/merge', code: 'currency_mismatch' })]);
    expect(await read(`/v1/deals/${dollars.id}`)).toMatchObject({ id: dollars.id });
  });

  it('have the history of both, and the stage that was chosen', async () => {
    const survivor = await workspace.create('/v1/deals', { title: 'A' });
    const other = await workspace.create('/v1/deals', { title: 'B' });
    const { data: stages } = (
      await workspace.get(`/v1/pipelines/${String(other.pipeline_id)}/stages`).expect(200)
    ).body;
    const [, next] = stages as Created[];
    await workspace.patch(`/v1/deals/${other.id}`, { stage_id: next?.id }).expect(200);
    const { record, id, moved } = await merge('deals', survivor.id, [other.id], {
      fields: { stage_id: { from: other.id } },
    });
    expect(record.stage_id).toBe(next?.id);
    expect(moved).toContainEqual(expect.objectContaining({ object: 'stage_stay', count: 1 }));
    expect(
      (await workspace.get(`/v1/deals/${survivor.id}/stage-history`).expect(200)).body.data,
    ).toHaveLength(3);
    await undo(id);
    expect((await workspace.get(`/v1/deals/${other.id}/stage-history`).expect(200)).body.data).toHaveLength(
      2,
    );
  });
});

describe('companies', () => {
  it('have the children, contacts and deals of all; one below a merged one takes its place', async () => {
    const top = await workspace.create('/v1/companies', { name: 'Top' });
    const middle = await workspace.create('/v1/companies', { name: 'Middle', parent_id: top.id });
    const bottom = await workspace.create('/v1/companies', { name: 'Bottom', parent_id: middle.id });
    const person = await workspace.create('/v1/contacts', {
      last_name: 'A',
      companies: [{ company_id: top.id }, { company_id: bottom.id }],
    });
    const deal = await workspace.create('/v1/deals', { title: 'B', company_id: top.id });
    const { id, record, moved } = await merge('companies', bottom.id, [top.id]);
    expect(record.parent_id).toBeNull();
    expect((await read(`/v1/companies/${middle.id}`)).parent_id).toBe(bottom.id);
    expect((await read(`/v1/contacts/${person.id}`)).companies).toEqual([
      { company_id: bottom.id, role: null, primary: true },
    ]);
    expect((await read(`/v1/deals/${deal.id}`)).company_id).toBe(bottom.id);
    expect(moved.map(({ object, count }: { object: string; count: number }) => [object, count])).toEqual([
      ['contact', 1],
      ['company', 1],
      ['deal', 1],
    ]);
    await undo(id);
    for (const one of [top, middle, bottom])
      expect(settled(await read(`/v1/companies/${one.id}`))).toEqual(settled(one));
    expect(settled(await read(`/v1/contacts/${person.id}`))).toEqual(settled(person));
  });
});

describe('leads', () => {
  it('that were converted can take others over, and not be taken over', async () => {
    const converted = await workspace.create('/v1/leads', { title: 'A', first_name: 'Ada' });
    const { contact } = (
      await workspace.post(`/v1/leads/${converted.id}/convert`, { contact: true }).expect(200)
    ).body;
    const fresh = await workspace.create('/v1/leads', { title: 'B', comment: 'Again' });
    const { body } = await workspace
      .post('/v1/leads/merge', { survivor: fresh.id, merge: [converted.id] })
      .expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/merge/0', code: 'lead_converted' })]);
    const { record } = await merge('leads', converted.id, [fresh.id]);
    expect(record).toMatchObject({
      title: 'A',
      comment: 'Again',
      converted_to: { contact_id: contact.record.id },
    });
  });

  it('go on naming what they became, whatever that is merged into', async () => {
    const lead = await workspace.create('/v1/leads', { title: 'A', first_name: 'Ada' });
    const { contact } = (await workspace.post(`/v1/leads/${lead.id}/convert`, { contact: true }).expect(200))
      .body;
    const other = await workspace.create('/v1/contacts', { first_name: 'Ada' });
    const { id, record } = await merge('contacts', other.id, [contact.record.id]);
    expect(record.lead_id).toBe(lead.id);
    expect((await read(`/v1/leads/${lead.id}`)).converted_to).toMatchObject({ contact_id: other.id });
    await undo(id);
    expect((await read(`/v1/leads/${lead.id}`)).converted_to).toMatchObject({
      contact_id: contact.record.id,
    });
  });
});
