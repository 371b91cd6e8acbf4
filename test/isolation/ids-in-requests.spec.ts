// Not bundled: it takes as long as many others, and fills the gap where a worker is through before the others.
import type { PlacedOperation } from '../support/api-contract';
import type { TestApi, TestWorkspace } from '../support/test-api';
import { type Asking, everyAsking, idOf, withOthers } from './support/askings';
import { nobody } from './support/exercise';
import { isAsked } from './support/id-places';
import { type Residents, settle, startWithWorker } from './support/residents';

let api: TestApi;
let north: TestWorkspace;
let south: TestWorkspace;
let northern: Residents;
let southern: Residents;

beforeAll(async () => {
  api = await startWithWorker();
  [north, south] = await Promise.all([api.workspace(), api.workspace()]);
  [northern, southern] = await Promise.all([
    settle(north, 'of-north').then((residents) => withOthers(north, residents)),
    settle(south, 'of-south').then((residents) => withOthers(south, residents)),
  ]);
});
afterAll(() => api.stop());

const parameter = ({ parameters = [] }: PlacedOperation, name: string) =>
  parameters.find((one) => one.in === 'query' && one.name === name);

/** Found once: the document is large. */
let found: readonly Asking[] | undefined;

const everything = (): readonly Asking[] => {
  found ??= everyAsking({ contract: api.contract, workspace: south, own: southern });
  return found;
};

interface Told {
  readonly isRefused: boolean;
  readonly text: string;
}

/** What an answer says, apart from the id that was asked with and from what every answer has of its own. */
async function ask({ send }: Asking, id: string): Promise<Told> {
  const { status, text, headers, body } = await send(id);
  const results = (body.results ?? []) as { status: number }[];
  return {
    isRefused: status >= 400 || results.some((one) => one.status >= 400),
    text: `${status} ${text}`
      .replaceAll(id, 'ID')
      .replaceAll(headers['request-id'] ?? '', 'REQUEST')
      .replaceAll(/job_\w{26}/g, 'JOB')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
  };
}

it('the document shows the places of ids that requests have', () => {
  const names = everything().map(({ name }) => name);
  for (const known of [
    'leads.create /owner_id',
    'deals.create /contacts/0/contact_id',
    'deals.update /company_id',
    'deals.put /stage_id',
    'contacts.upsert /data/company_id',
    'leads.bulk_update /data/owner_id',
    'leads.bulk_update /filter/owner_id',
    'deals.search /filter/company/owner_id',
    'activities.create /links/0/id',
    'leads.list ?owner_id',
    '/v1/leads/batch leads /operations/0/id',
    '/v1/batch deals /operations/0/data/pipeline_id',
  ]) {
    expect(names).toContain(known);
  }
});

/** The kinds of things that requests name. */
const NAMED =
  'lead deal cont comp prod line rate actv note file pipe stag stay memb dval segm drul dclu form subm capt app'.split(
    ' ',
  );

it("another workspace's id in a request is answered as one that nothing has", async () => {
  const differences: unknown[] = [];
  const unknownIds = nobody(Object.fromEntries(NAMED.map((prefix) => [prefix, northern[prefix] ?? ''])));
  for (const asking of everything()) {
    const theirs = await ask(asking, idOf(northern, asking));
    const unknown = await ask(asking, idOf(unknownIds, asking));
    const isRight = theirs.text === unknown.text && (theirs.isRefused || isAsked(asking.place));
    if (!isRight) differences.push({ name: asking.name, theirs, unknown });
  }
  expect(differences).toEqual([]);
}, 400_000);

it('its own id in the same request is taken', async () => {
  const refused: unknown[] = [];
  for (const asking of everything()) {
    const own = await ask(asking, idOf(southern, asking));
    if (own.isRefused) refused.push({ name: asking.name, ...own });
  }
  expect(refused).toEqual([]);
}, 400_000);

it("another workspace's cursor, or a changed one, is answered as one that nobody was given", async () => {
  await settle(north, 'more-of-north', 'more');
  let turned = 0;
  for (const operation of api.contract.operations) {
    if (operation.method !== 'get' || operation.path.includes('{') || !parameter(operation, 'cursor'))
      continue;
    const { body } = await north.get(`${operation.path}?limit=1`).expect(200);
    if (body.next_cursor === null) continue;
    turned += 1;
    const with_ = (cursor: string) =>
      south.get(`${operation.path}?limit=1&cursor=${encodeURIComponent(cursor)}`);
    await north.get(`${operation.path}?limit=1&cursor=${encodeURIComponent(body.next_cursor)}`).expect(200);
    for (const more of ['=', '.x', 'A']) {
      const changed = encodeURIComponent(`${body.next_cursor}${more}`);
      await north.get(`${operation.path}?limit=1&cursor=${changed}`).expect(400);
    }
    const theirs = await with_(body.next_cursor).expect(400);
    const unknown = await with_('bm9ib2R5.AAAAAAAAAAAAAAAAAAAAAA').expect(400);
    expect([operation.operationId, theirs.body.errors]).toEqual([operation.operationId, unknown.body.errors]);
  }
  expect(turned).toBeGreaterThan(5);
});
