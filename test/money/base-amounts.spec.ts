import { RevaluationWorkerModule } from '@crm/deal-revaluations';
import { Module } from '@nestjs/common';
import { JobRunner, JobWorkerModule } from '@platform/jobs';

import { eventsOf } from '../records/support/stored-events';
import type { ApiClient } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

@Module({ imports: [RevaluationWorkerModule] })
class Worker {}

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start([Worker]);
  await api.app.get(JobWorkerModule).onModuleDestroy();
});
afterAll(() => api.stop());
beforeEach(async () => {
  workspace = await api.workspace();
});

const DAY_MS = 86_400_000;
const day = (from: number): string => new Date(Date.now() + from * DAY_MS).toISOString().slice(0, 10);

const send = (rates: readonly object[], from: ApiClient = workspace) =>
  from.call('put', '/v1/exchange-rates').send({ rates });
const dollar = (rate: string, on = 0) => ({ currency: 'USD', day: day(on), rate });
const set = async (...rates: readonly object[]) => (await send(rates).expect(200)).body.data;

const money = (amount: string, currency = 'USD') => ({ amount, currency });
const newDeal = (amount: object | null = money('100')) =>
  workspace.create('/v1/deals', { title: 'x', amount });
const deal = async (id: string) => (await workspace.get(`/v1/deals/${id}`).expect(200)).body;
const patch = async (id: string, body: object) =>
  (await workspace.patch(`/v1/deals/${id}`, body).expect(200)).body;

async function stageOf(group: string): Promise<string> {
  const pipelines = (await workspace.get('/v1/pipelines').expect(200)).body.data;
  const { id } = pipelines.find(({ object }: { object: string }) => object === 'deal');
  const stages = (await workspace.get(`/v1/pipelines/${id}/stages`).expect(200)).body.data;
  return stages.find((stage: { group: string }) => stage.group === group).id;
}

/** Does the jobs that wait. */
async function work(): Promise<void> {
  while ((await api.app.get(JobRunner).work()) !== 'none');
}

async function revalue() {
  const { body, headers } = await workspace.post('/v1/deals/revalue').expect(202);
  await work();
  return (await workspace.get(String(headers.location)).expect(200)).body.state === 'finished'
    ? (await workspace.get(`/v1/jobs/${body.id}`).expect(200)).body.progress
    : null;
}

describe('exchange rates', () => {
  it('are set for any currencies and days, one of each, with events', async () => {
    const [first] = await set(dollar('0.92', -1), dollar('0.93'), { ...dollar('0.0061'), currency: 'JPY' });
    expect(first).toMatchObject({
      currency: 'USD',
      base_currency: 'EUR',
      rate: '0.92',
      day: day(-1),
      version: 1,
    });
    const [changed, same] = await set(dollar('0.9216', -1), dollar('0.93'));
    expect(changed).toMatchObject({ id: first.id, rate: '0.9216', version: 2 });
    expect(same).toMatchObject({ version: 1 });
    expect(await eventsOf(api, first.id)).toMatchObject([
      { type: 'exchange_rate.created' },
      { type: 'exchange_rate.updated', changes: { rate: { from: '0.92', to: '0.9216' } } },
    ]);
    const { body } = await workspace.get('/v1/exchange-rates?currency=USD').expect(200);
    expect(body.data.map(({ rate }: { rate: string }) => rate)).toEqual(['0.93', '0.9216']);
    await workspace.delete(`/v1/exchange-rates/${first.id}`).expect(200);
    expect(await set(dollar('0.9', -1))).toMatchObject([{ version: 1 }]);
  });

  it('are set once by callers that set the same one at once', async () => {
    const answers = await Promise.all(['0.91', '0.92', '0.93', '0.94'].map((rate) => send([dollar(rate)])));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.data?.[0].id}`)).size).toBe(1);
  });

  it('are all refused for one that cannot be', async () => {
    const twice = await send([dollar('1'), dollar('2')]).expect(422);
    expect(twice.body.errors).toMatchObject([{ pointer: '/rates/1', code: 'duplicate' }]);
    const base = await send([dollar('1'), { ...dollar('1'), currency: 'EUR' }]).expect(422);
    expect(base.body.errors).toMatchObject([{ pointer: '/rates/1/currency', code: 'base_currency' }]);
    for (const rate of ['0', '-1', '0.0', '1e3', '1.12345678901', '', 1]) {
      await send([{ ...dollar('1'), rate }]).expect(400);
    }
    expect((await workspace.get('/v1/exchange-rates').expect(200)).body.data).toEqual([]);
  });

  it('need scopes of their own', async () => {
    const reader = await api.workspace(['currencies:read']);
    await reader.get('/v1/exchange-rates').expect(200);
    expect((await send([dollar('1')], reader).expect(403)).body.code).toBe('missing_scope');
    const seller = await api.workspace(['deals:read']);
    await seller.get('/v1/currencies').expect(403);
  });
});

describe('the currencies of a workspace', () => {
  it('are its own and those with a rate today, with the words of its language', async () => {
    await set(dollar('0.9', -3), dollar('0.92', -1), dollar('5', 1), { ...dollar('3.1'), currency: 'KWD' });
    await set({ ...dollar('0.006', 1), currency: 'JPY' });
    const { body } = await workspace.get('/v1/currencies').expect(200);
    expect(body.data).toEqual([
      { code: 'EUR', name: 'Euro', symbol: '€', decimals: 2, is_base: true, rate: '1', rate_day: null },
      {
        code: 'KWD',
        name: 'Kuwaiti Dinar',
        symbol: 'KWD',
        decimals: 3,
        is_base: false,
        rate: '3.1',
        rate_day: day(0),
      },
      {
        code: 'USD',
        name: 'US Dollar',
        symbol: '$',
        decimals: 2,
        is_base: false,
        rate: '0.92',
        rate_day: day(-1),
      },
    ]);
  });
});

describe('an amount in the base currency', () => {
  it('is the amount at the latest rate on or before the day, rounded; null without one', async () => {
    expect((await newDeal(money('0.125', 'EUR'))).amount_base).toEqual(money('0.125', 'EUR'));
    expect((await newDeal()).amount_base).toBeNull();
    await set(dollar('0.9', -3), dollar('0.92135', -1), dollar('5', 1));
    expect((await newDeal()).amount_base).toEqual(money('92.14', 'EUR'));
    expect((await newDeal(money('-100'))).amount_base).toEqual(money('-92.14', 'EUR'));
    const lead = await workspace.create('/v1/leads', { title: 'x', amount: money('10') });
    expect(lead.amount_base).toEqual(money('9.21', 'EUR'));
    expect((await newDeal(null)).amount_base).toBeNull();
  });

  it('changes when the amount does, with the amount’s event, and goes with it', async () => {
    await set(dollar('0.5'));
    const { id } = await newDeal();
    expect(await patch(id, { amount: money('30') })).toMatchObject({
      amount_base: money('15.00', 'EUR'),
      version: 2,
    });
    expect(await patch(id, { amount: money('30', 'EUR') })).toMatchObject({
      amount_base: money('30', 'EUR'),
    });
    expect(await patch(id, { amount: null })).toMatchObject({ amount_base: null });
    const [, changed] = await eventsOf(api, id);
    expect(changed).toMatchObject({ changes: { amount: {}, amount_base: { from: money('50.00', 'EUR') } } });
    await workspace.patch(`/v1/deals/${id}`, { amount_base: money('1', 'EUR') }).expect(400);
  });

  it('follows the lines of a deal', async () => {
    await set(dollar('0.5'));
    const { id } = await newDeal();
    await workspace.create(`/v1/deals/${id}/line-items`, { name: 'x', unit_price: '9.99' });
    expect(await deal(id)).toMatchObject({
      amount: money('9.99'),
      amount_base: money('5.00', 'EUR'),
      version: 2,
    });
  });

  it('is that of the day on which a deal was closed, and of today when it is open again', async () => {
    await set(dollar('0.5'));
    const { id } = await newDeal();
    await set(dollar('0.6'));
    expect((await patch(id, { title: 'y' })).amount_base).toEqual(money('50.00', 'EUR'));
    const won = await stageOf('won');
    expect((await patch(id, { stage_id: won })).amount_base).toEqual(money('60.00', 'EUR'));
    await set(dollar('0.7'));
    expect((await patch(id, { title: 'z' })).amount_base).toEqual(money('60.00', 'EUR'));
    const open = await stageOf('open');
    expect((await patch(id, { stage_id: open })).amount_base).toEqual(money('70.00', 'EUR'));
  });

  it('is refused when it is more than can be kept', async () => {
    await set(dollar('1000000000'));
    const { body } = await workspace.post('/v1/deals', { title: 'x', amount: money('1000000') }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/amount', code: 'too_large' }]);
  });

  it('filters and sorts across currencies', async () => {
    await set(dollar('0.5'), { ...dollar('0.01'), currency: 'JPY' });
    const deals = [
      await newDeal(money('100')),
      await newDeal(money('60', 'EUR')),
      await newDeal(money('4000', 'JPY')),
      await newDeal(money('1', 'CHF')),
      await newDeal(null),
    ].map(({ id }) => id);
    const ids = async (body: object) =>
      (await workspace.post('/v1/deals/search', body).expect(200)).body.data.map(({ id }: { id: string }) =>
        deals.indexOf(id),
      );
    expect(await ids({ sort: ['amount_base'] })).toEqual([2, 0, 1, 3, 4]);
    expect(await ids({ sort: ['-amount_base'], filter: { amount_base: { lte: '50' } } })).toEqual([0, 2]);
    expect(
      await ids({ sort: ['-amount_base'], filter: { amount_base: null, amount: { is_null: false } } }),
    ).toEqual([3]);
  });
});

describe('a revaluation', () => {
  it('brings open deals to the rates of today, each with a version and an event', async () => {
    const first = await newDeal();
    await set(dollar('0.5'));
    const second = await newDeal();
    const closed = await newDeal();
    await patch(closed.id, { stage_id: await stageOf('won') });
    const own = await newDeal(money('1', 'EUR'));
    await set(dollar('0.6'));
    expect(await revalue()).toEqual({ total: 3, processed: 3, updated: 2, unchanged: 1, failed: 0 });
    expect(await deal(first.id)).toMatchObject({ amount_base: money('60.00', 'EUR'), version: 2 });
    expect(await deal(second.id)).toMatchObject({ amount_base: money('60.00', 'EUR'), version: 2 });
    expect(await deal(closed.id)).toMatchObject({ amount_base: money('50.00', 'EUR') });
    expect(await deal(own.id)).toMatchObject({ version: 1 });
    expect(await eventsOf(api, second.id)).toMatchObject([
      { type: 'deal.created' },
      { type: 'deal.updated', changes: { amount_base: { to: money('60.00', 'EUR') } } },
    ]);
    expect(await revalue()).toMatchObject({ updated: 0, unchanged: 3 });
  });

  it('gives a closed deal the rate of the day it was closed, when that came later', async () => {
    const { id } = await newDeal();
    const won = await patch(id, { stage_id: await stageOf('won') });
    const none = await newDeal(money('1', 'CHF'));
    await patch(none.id, { stage_id: await stageOf('lost') });
    await api.sql(`UPDATE deals SET won_at = won_at - interval '2 days' WHERE won_at IS NOT NULL`);
    await set(dollar('0.5', -2), dollar('0.9'));
    const totals = async () => (await workspace.get('/v1/deals/totals').expect(200)).body.total;
    expect(await totals()).toMatchObject({ amount_base: money('0.00', 'EUR'), without_rate: 2 });
    expect(await revalue()).toEqual({ total: 2, processed: 2, updated: 1, unchanged: 1, failed: 0 });
    expect(await deal(id)).toMatchObject({
      amount_base: money('50.00', 'EUR'),
      version: Number(won.version) + 1,
    });
    expect(await totals()).toMatchObject({ amount_base: money('50.00', 'EUR'), without_rate: 1 });
    await set(dollar('0.6', -2));
    expect(await revalue()).toMatchObject({ total: 1, updated: 0 });
  });

  it('is only tried with validate_only', async () => {
    await newDeal();
    await workspace.post('/v1/deals/revalue?validate_only=true').expect(202);
    await work();
    expect((await workspace.get('/v1/deals').expect(200)).body.data).toMatchObject([{ version: 1 }]);
  });
});

describe('totals of deals', () => {
  const totals = async (query = '') => (await workspace.get(`/v1/deals/totals${query}`).expect(200)).body;

  it('value open deals at the rates of today and closed ones at those of their day', async () => {
    await set(dollar('0.5'));
    const won = await stageOf('won');
    const { id } = await newDeal();
    await patch(id, { stage_id: won });
    await newDeal(money('10.10'));
    await newDeal(money('20.20'));
    await newDeal(money('7', 'EUR'));
    await newDeal(money('5', 'CHF'));
    const { stage_id: first, pipeline_id } = await deal((await newDeal(null)).id);
    await set(dollar('0.6'));
    const { groups, ...all } = await totals();
    expect(all).toEqual({
      base_currency: 'EUR',
      day: day(0),
      total: { deals: 6, amount_base: money('75.18', 'EUR'), without_rate: 1 },
    });
    const group = (
      stage_id: unknown,
      deals: number,
      amount: object | null,
      base: string,
      without_rate = 0,
    ) => ({
      pipeline_id,
      stage_id,
      deals,
      amount,
      amount_base: money(base, 'EUR'),
      without_rate,
    });
    expect(groups).toHaveLength(5);
    expect(groups).toEqual(
      expect.arrayContaining([
        group(won, 1, money('100'), '50.00'),
        group(first, 2, money('30.30'), '18.18'),
        group(first, 1, money('7', 'EUR'), '7.00'),
        group(first, 1, money('5', 'CHF'), '0.00', 1),
        group(first, 1, null, '0.00'),
      ]),
    );
  });

  it('are those of the deals that meet a filter', async () => {
    await newDeal(money('7', 'EUR'));
    await newDeal(money('3.005', 'EUR'));
    const few = encodeURIComponent(JSON.stringify({ amount: { lt: '5' } }));
    expect((await totals(`?filter=${few}`)).total).toMatchObject({
      deals: 1,
      amount_base: money('3.005', 'EUR'),
    });
    const { stage_id } = (await workspace.get('/v1/deals').expect(200)).body.data[0];
    expect((await totals(`?stage_id=${stage_id}`)).total).toMatchObject({
      amount_base: money('10.005', 'EUR'),
    });
    expect(await totals('?owner_id=null&amount_mode=line_items')).toMatchObject({
      total: { deals: 0 },
      groups: [],
    });
    await workspace.get('/v1/deals/totals?sort=amount').expect(400);
    await workspace.get('/v1/deals/totals?filter=%7B%22x%22%3A1%7D').expect(400);
  });
});
