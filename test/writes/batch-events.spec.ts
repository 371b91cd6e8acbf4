import { toUuid } from '@platform/ids';
import fc from 'fast-check';

import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.shared();
});
afterAll(() => api.stop());

/** Operations on a handful of leads, told apart by their keys in another system. */
type Step =
  | { readonly op: 'upsert'; readonly lead: number; readonly data: Readonly<Record<string, unknown>> }
  | { readonly op: 'delete'; readonly lead: number };

const lead = fc.integer({ min: 0, max: 3 });
const data = fc.record(
  {
    title: fc.constantFrom('a', 'b', null),
    comment: fc.constantFrom('x', 'y'),
    emails: fc.constantFrom([], [{ value: 'A@example.com' }], [{ value: 'b@example.com', primary: true }]),
    amount: fc.constantFrom(null, { amount: '10.50', currency: 'EUR' }),
  },
  { requiredKeys: [] },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant('upsert' as const), lead, data }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('delete' as const), lead }) },
);

const by = (number: number) => ({ field: 'external_id', value: `test:${number}` });

/** Leads must exist to be deleted by id: each workspace begins with the same one. */
async function begin(): Promise<{ workspace: TestWorkspace; id: string }> {
  const workspace = await api.workspace();
  const body = { by: by(0), data: { title: 'first' } };
  const first = await workspace.post('/v1/leads/upsert', body).expect(201);
  return { workspace, id: first.body.id };
}

async function alone(workspace: TestWorkspace, id: string, steps: readonly Step[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const one of steps) {
    const answer =
      one.op === 'delete'
        ? await workspace.delete(`/v1/leads/${id}`)
        : await workspace.post('/v1/leads/upsert', { by: by(one.lead), data: one.data });
    statuses.push(answer.status);
  }
  return statuses;
}

async function together(workspace: TestWorkspace, id: string, steps: readonly Step[]): Promise<number[]> {
  const operations = steps.map((one) =>
    one.op === 'delete' ? { op: one.op, id } : { op: one.op, by: by(one.lead), data: one.data },
  );
  const { body } = await workspace.post('/v1/leads/batch', { operations }).expect(200);
  return body.results.map(({ status }: { status: number }) => status);
}

/** What was told of each lead, without what differs between two runs. */
async function told(workspace: TestWorkspace): Promise<unknown> {
  const rows = await api.sql<{ key: string; type: string; version: number; data: object; changed: string[] }>(
    `SELECT data::jsonb #>> '{object,external_ids,0,id}' AS key, type, object_version AS version, changed, data::jsonb AS data
     FROM events WHERE workspace_id = $1 AND object_kind = 'lead' ORDER BY key, object_version, type`,
    [toUuid('workspace', workspace.workspace_id)],
  );
  const text = JSON.stringify(rows);
  return JSON.parse(
    text.replaceAll(/"[a-z]{3,4}_[0-9a-z]{26}"/g, '"id"').replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"time"'),
  );
}

describe('events of a batch', () => {
  it('are those of the same writes one by one, and so are the statuses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const [single, set] = await Promise.all([begin(), begin()]);
        const statuses = await alone(single.workspace, single.id, steps);
        expect(await together(set.workspace, set.id, steps)).toEqual(statuses);
        expect(await told(set.workspace)).toEqual(await told(single.workspace));
      }),
      { numRuns: 15 },
    );
  });
});
