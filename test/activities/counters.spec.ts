import fc from 'fast-check';

import type { Created } from '../support/api-client';
import { key } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.shared();
});
afterAll(() => api.stop());

const DAY_MS = 24 * 60 * 60 * 1000;
const midnight = () => Math.floor(Date.now() / DAY_MS) * DAY_MS;

/** When something may be due: before now or not, today or not. */
const DUE = {
  never: { at: () => null, isOver: false, isToday: false },
  longAgo: { at: () => midnight() - 400 * DAY_MS, isOver: true, isToday: false },
  yesterday: { at: () => midnight() - 1, isOver: true, isToday: false },
  thisMorning: { at: () => midnight(), isOver: true, isToday: true },
  tonight: { at: () => midnight() + DAY_MS - 1, isOver: false, isToday: true },
  tomorrow: { at: () => midnight() + DAY_MS, isOver: false, isToday: false },
};

const dueAt = (due: keyof typeof DUE): string | null => {
  const at = DUE[due].at();
  return at === null ? null : new Date(at).toISOString();
};

interface Task {
  /** Which deals it belongs to. */
  readonly deals: readonly number[];
  readonly owned: boolean;
  readonly done: boolean;
  readonly deleted: boolean;
  readonly due: keyof typeof DUE;
}

interface Sale {
  readonly owned: boolean;
  readonly state: 'open' | 'won' | 'deleted';
}

const sales = fc.array(
  fc.record<Sale>({ owned: fc.boolean(), state: fc.constantFrom('open', 'open', 'open', 'won', 'deleted') }),
  { minLength: 8, maxLength: 12 },
);
const tasks = fc.array(
  fc.record<Task>({
    deals: fc.uniqueArray(fc.nat(7), { maxLength: 3 }),
    owned: fc.boolean(),
    done: fc.boolean(),
    deleted: fc.boolean(),
    due: fc.constantFrom(...(Object.keys(DUE) as (keyof typeof DUE)[])),
  }),
  { minLength: 10, maxLength: 15 },
);

async function store(workspace: TestWorkspace, owner: string, made: readonly Sale[], todo: readonly Task[]) {
  const { body: pipelines } = await workspace.get('/v1/pipelines?object=deal').expect(200);
  const { body: stages } = await workspace.get(`/v1/pipelines/${pipelines.data[0].id}/stages`).expect(200);
  const won = stages.data.find(({ kind }: { kind: string }) => kind === 'success').id;
  const owner_id = (owned: boolean) => ({ owner_id: owned ? owner : null });
  const deals = await batch(
    workspace,
    'deals',
    made.map(({ owned, state }, at) => ({
      title: `${at}`,
      ...owner_id(owned),
      ...(state === 'won' && { stage_id: won }),
    })),
  );
  const activities = await batch(
    workspace,
    'activities',
    todo.map(({ deals: of, owned, done, due }) => ({
      type: 'task',
      subject: 'x',
      done,
      ...owner_id(owned),
      due_at: dueAt(due),
      links: of.map((at) => ({ id: deals[at] })),
    })),
  );
  await remove(
    workspace,
    'deals',
    deals.filter((_, at) => made[at]?.state === 'deleted'),
  );
  await remove(
    workspace,
    'activities',
    activities.filter((_, at) => todo[at]?.deleted),
  );
}

async function batch(workspace: TestWorkspace, plural: string, data: readonly object[]): Promise<string[]> {
  const operations = data.map((one) => ({ op: 'create', data: one }));
  const { body } = await workspace.post(`/v1/${plural}/batch`, { atomic: true, operations }).expect(200);
  return body.results.map(({ id }: Created) => id);
}

async function remove(workspace: TestWorkspace, plural: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const operations = ids.map((id) => ({ op: 'delete', id }));
  await workspace.post(`/v1/${plural}/batch`, { atomic: true, operations }).expect(200);
}

/** Counted one by one. */
function counted(owned: boolean, made: readonly Sale[], todo: readonly Task[]) {
  const waiting = todo.filter(({ done, deleted }) => !done && !deleted);
  const open = made.flatMap((sale, at) => (sale.state === 'open' && sale.owned === owned ? [at] : []));
  const of = (deal: number) => waiting.filter(({ deals }) => deals.includes(deal));
  const own = waiting.filter((task) => task.owned === owned);
  return {
    open: open.map(String),
    overdue: open.filter((deal) => of(deal).some(({ due }) => DUE[due].isOver)).map(String),
    idle: open.filter((deal) => of(deal).length === 0).map(String),
    activitiesOverdue: own.filter(({ due }) => DUE[due].isOver).length,
    today: own.filter(({ due }) => DUE[due].isToday).length,
  };
}

it('counters and filters find what counting one by one finds', async () => {
  await fc.assert(
    fc.asyncProperty(sales, tasks, async (made, todo) => {
      const workspace = await api.workspace();
      const owner = (await workspace.get('/v1/members').expect(200)).body.data[0].id as string;
      await store(workspace, owner, made, todo);
      const { body } = await workspace.get('/v1/deals/counters').expect(200);
      const one = await workspace.get(`/v1/deals/counters?owner_id=${owner}`).expect(200);
      expect(one.body.data).toHaveLength(1);
      for (const owned of [true, false]) {
        const expected = counted(owned, made, todo);
        const owner_id = owned ? owner : null;
        const told = body.data.find((entry: { owner_id: string | null }) => entry.owner_id === owner_id);
        if (owned && told) expect(one.body.data).toEqual([told]);
        const own = told ?? { open_deals: 0, activities_overdue: 0 };
        expect([own.open_deals, own.activities_overdue]).toEqual([
          expected.open.length,
          expected.activitiesOverdue,
        ]);
        if (told) {
          expect(told).toMatchObject({
            deals_with_overdue_activities: expected.overdue.length,
            deals_without_planned_activity: expected.idle.length,
            activities_due_today: expected.today,
          });
        }
        const found = async (filter: object) => {
          const open = { owner_id, won_at: null, lost_at: null };
          const asked = { filter: { ...open, ...filter }, limit: 500 };
          const answer = await workspace.post('/v1/deals/search', asked).expect(200);
          return answer.body.data.map(({ title }: Created) => title).sort();
        };
        const overdue = { activities: { done: false, due_at: { lt: 'now' } } };
        expect(await found(overdue)).toEqual([...expected.overdue].sort());
        expect(await found({ not: { activities: { done: false } } })).toEqual([...expected.idle].sort());
        const through = { activities: { done: false, due_at: { lt: 'now' }, subject: 'x' } };
        expect(await found(through)).toEqual([...expected.overdue].sort());
      }
    }),
    { numRuns: 6, seed: 20261121 },
  );
});

it('counters need the right to read activities', async () => {
  const workspace = await api.workspace();
  const reader = api.as(await key(api, workspace, { scopes: ['deals:read'] }));
  const { body } = await reader.get('/v1/deals/counters').expect(403);
  expect(body.required_scope).toBe('activities:read');
});
