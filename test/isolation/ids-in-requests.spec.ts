// Not bundled: it takes as long as many others, and fills the gap where a worker is through before the others.
import type { ApiClient, Method } from '../support/api-client';
import { type PlacedOperation, schemaOf } from '../support/api-contract';
import type { TestApi, TestWorkspace } from '../support/test-api';
import { idParameters, idsFor, isKeyed, nobody, pathWith, triedPath } from './support/exercise';
import { type IdPlace, idPlaces, isAsked, isBatch, placed } from './support/id-places';
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

/** A request that has an id in its body or in its filter. */
interface Asking {
  readonly name: string;
  /** What it is about: pipelines and stages of leads are other ones than those of deals, a company's parent is not itself. */
  readonly noun: string;
  readonly place: IdPlace;
  readonly send: (id: string) => ReturnType<ApiClient['call']>;
}

const nounOf = (operationId: string): string => operationId.split('.')[0] ?? '';

const bodySchema = ({ requestBody }: PlacedOperation) => requestBody?.content['application/json']?.schema;

const parameter = ({ parameters = [] }: PlacedOperation, name: string) =>
  parameters.find((one) => one.in === 'query' && one.name === name);

const ownPath = (operation: PlacedOperation): string =>
  isKeyed(operation)
    ? pathWith(operation, { field: 'external_id', value: 'shop:4711' })
    : pathWith(operation, idsFor(idParameters(operation), new Set(), { own: southern, others: {} }));

const tried = (operation: PlacedOperation): string => triedPath(operation, ownPath(operation));

/** As little as a body may say beside the id. */
const LEAST: Readonly<Record<string, object>> = {
  'leads.create': { title: 'x' },
  'deals.create': { title: 'x' },
  'contacts.create': { first_name: 'x' },
  'companies.create': { name: 'x' },
  'products.create': { name: 'x' },
  'line_items.create': { name: 'x', unit_price: '1' },
  'line_items.replace': { line_items: [{ name: 'x', unit_price: '1' }] },
  'products.bulk_update': { filter: { created_at: { gte: '-7d' } }, data: { unit: 'x' } },
  'activities.create': { type: 'task', subject: 'x' },
  'activities.bulk_update': { filter: { created_at: { gte: '-7d' } }, data: { priority: 'high' } },
  'notes.create': { text: 'x' },
  'notes.bulk_update': { filter: { created_at: { gte: '-7d' } }, data: { pinned: true } },
  'teams.create': { name: 'x' },
  'forms.create': { object: 'lead', name: 'x', fields: [{ name: 'comment', label: 'x' }] },
};

function leastBody(operationId: string): object {
  const verb = operationId.split('.')[1];
  if (verb === 'upsert') return { by: { field: 'external_id', value: 'shop:4711' }, data: {} };
  const least = LEAST[operationId];
  if (least) return least;
  if (operationId.startsWith('roles.')) return leastRole();
  return verb === 'bulk_update'
    ? { filter: { external_ids: { has: 'shop:4711' } }, data: { comment: 'x' } }
    : {};
}

/** A role is told of a pipeline which one it is, and of a stage where it stands. */
const leastRole = (): object => ({
  name: 'x',
  pipelines: [{ object: 'deal', pipeline_id: southern.pipe, read: 'own' }],
});

function inBodies(operation: PlacedOperation): Asking[] {
  const schema = bodySchema(operation);
  if (!schema || isBatch(schema, api.contract.document)) return [];
  const { operationId, method } = operation;
  return idPlaces(schema, api.contract.document).map((place) => ({
    name: `${operationId} /${place.path.join('/')}`,
    noun: nounOf(operationId),
    place,
    send: (id) =>
      south
        .call(method as Method, tried(operation))
        .send(placed(leastBody(operationId), place.path, id) as object),
  }));
}

const OBJECTS = { lead: 'leads', deal: 'deals', cont: 'contacts', comp: 'companies', prod: 'products' };
const NAMES: Readonly<Record<string, string>> = {
  lead: 'lead',
  deal: 'deal',
  cont: 'contact',
  comp: 'company',
  prod: 'product',
};

/** Each place of an update in a batch of one kind, and the same in the batch across kinds. */
function inBatches(): Asking[] {
  return Object.entries(OBJECTS).flatMap(([prefix, plural]) => {
    const batch = api.contract.operations.find(({ operationId }) => operationId === `${plural}.batch`);
    const places = idPlaces(batch && bodySchema(batch), api.contract.document);
    // Its schema is a text: a reference to another operation may stand there as well.
    return [...places, { path: ['operations', 0, 'id'], prefix }].flatMap((place) =>
      [`/v1/${plural}/batch`, '/v1/batch'].map((path): Asking => {
        const least = {
          op: 'update',
          ...(path === '/v1/batch' && { object: NAMES[prefix] }),
          id: southern[prefix],
          data: {},
        };
        return {
          name: `${path} ${plural} /${place.path.join('/')}`,
          noun: plural,
          place,
          send: (id) =>
            south.post(`${path}?validate_only=true`, {
              operations: [placed(least, place.path.slice(2), id)],
            }),
        };
      }),
    );
  });
}

/** The filters of lists, and the short ones of the same names. */
function inQueries(operation: PlacedOperation): Asking[] {
  const filter = parameter(operation, 'filter');
  // The records of a segment are of one kind, and its filter shows the fields of all.
  if (!filter || operation.operationId === 'segments.members') return [];
  const list = `${ownPath(operation)}?`;
  // What is listed under a record is asked for like the list of its kind: its own fields say enough.
  const longest = operation.operationId.includes('.list_') ? 1 : 2;
  const places = idPlaces(schemaOf(filter), api.contract.document, longest);
  return places.flatMap(({ path, prefix }): Asking[] => {
    const place = { path: ['filter', ...path], prefix };
    const noun = nounOf(operation.operationId);
    const name = `${operation.operationId} ?${path.join('.')}`;
    const asJson = (id: string) => encodeURIComponent(JSON.stringify(placed({}, path, id)));
    const [field] = path;
    const isShort = path.length === 1 && parameter(operation, String(field)) !== undefined;
    return [
      { name: `${name} in the filter`, noun, place, send: (id) => south.get(`${list}filter=${asJson(id)}`) },
      ...(isShort ? [{ name, noun, place, send: (id: string) => south.get(`${list}${field}=${id}`) }] : []),
    ];
  });
}

/** Found once: the document is large. */
let found: readonly Asking[] | undefined;

const everything = (): readonly Asking[] => {
  found ??= [
    ...api.contract.operations.flatMap((operation) => [...inBodies(operation), ...inQueries(operation)]),
    ...inBatches(),
  ];
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

/** Somebody's id for a place. */
function idOf(residents: Residents, asking: Asking): string {
  const { prefix, path } = asking.place;
  // A lead that becomes a deal names the places of deals.
  const noun = path[0] === 'deal' ? 'deals' : asking.noun;
  const of = prefix === 'segm' ? segmentedAt(asking) : noun;
  const id = residents[`${prefix} of ${of}`] ?? residents[prefix];
  if (id === undefined)
    throw new Error(`No workspace of these tests has a ${prefix}_…: add one to settle().`);
  return id;
}

/** The links of records, by what they lead to. */
const LED_TO: Readonly<Record<string, string>> = {
  contacts: 'contacts',
  company: 'companies',
  companies: 'companies',
  parent: 'companies',
  children: 'companies',
  deals: 'deals',
  deal: 'deals',
  lead: 'leads',
};

/** What the segments are made of that can stand at a place of a filter: what the last link on the way leads to. */
function segmentedAt({ name, noun, place: { path } }: Asking): string {
  // `companies.list_deals` lists deals.
  const [, listed = noun] = /\.list_(\w+) /.exec(name) ?? [];
  const last = path.findLast((step) => step in LED_TO);
  return LED_TO[last ?? listed] ?? listed;
}

/** The residents of a workspace, with a segment of each object. */
async function withSegments(workspace: TestWorkspace, residents: Residents): Promise<Residents> {
  const all = { ...residents } as Record<string, string>;
  for (const [prefix, plural] of Object.entries(OBJECTS)) {
    if (plural === 'products') continue;
    const segment = { name: plural, object: NAMES[prefix], filter: {} };
    all[`segm of ${plural}`] = (await workspace.create('/v1/segments', segment)).id;
  }
  return all;
}

/** The residents of a workspace, with the stage and the pipeline of its lead, a company for its company, and segments. */
async function withOthers(workspace: TestWorkspace, residents: Residents): Promise<Residents> {
  const { body } = await workspace.get(`/v1/leads/${residents.lead}`).expect(200);
  const { id: parent } = await workspace.create('/v1/companies', { name: 'Above' });
  return {
    ...(await withSegments(workspace, residents)),
    'stag of leads': body.stage_id,
    'pipe of leads': body.pipeline_id,
    'stag of forms': body.stage_id,
    'pipe of forms': body.pipeline_id,
    'comp of companies': parent,
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
  'lead deal cont comp prod line rate actv note file pipe stag stay memb dval segm drul form subm capt app'.split(
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
