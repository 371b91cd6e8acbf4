import type { ApiClient, Method } from '../../support/api-client';
import { type ApiContract, type PlacedOperation, schemaOf } from '../../support/api-contract';
import type { TestWorkspace } from '../../support/test-api';
import { idParameters, idsFor, isKeyed, pathWith, triedPath } from './exercise';
import { type IdPlace, idPlaces, isBatch, placed } from './id-places';
import type { Residents } from './residents';

/** A request that has an id in its body or in its filter. */
export interface Asking {
  readonly name: string;
  /** What it is about: pipelines and stages of leads are other ones than those of deals, a company's parent is not itself. */
  readonly noun: string;
  readonly place: IdPlace;
  readonly send: (id: string) => ReturnType<ApiClient['call']>;
}

/** Who asks, of what there is in their workspace. */
export interface Asker {
  readonly contract: ApiContract;
  readonly workspace: TestWorkspace;
  readonly own: Residents;
}

const nounOf = (operationId: string): string => operationId.split('.')[0] ?? '';

const bodySchema = ({ requestBody }: PlacedOperation) => requestBody?.content['application/json']?.schema;

const parameter = ({ parameters = [] }: PlacedOperation, name: string) =>
  parameters.find((one) => one.in === 'query' && one.name === name);

const ownPath = ({ own }: Asker, operation: PlacedOperation): string =>
  isKeyed(operation)
    ? pathWith(operation, { field: 'external_id', value: 'shop:4711' })
    : pathWith(operation, idsFor(idParameters(operation), new Set(), { own, others: {} }));

const tried = (asker: Asker, operation: PlacedOperation): string =>
  triedPath(operation, ownPath(asker, operation));

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
  'duplicate_clusters.merge': { object: 'contact' },
  'forms.create': { object: 'lead', name: 'x', fields: [{ name: 'comment', label: 'x' }] },
};

/** A body that an operation takes, and that says as little as it may. */
export function leastBody(own: Residents, operationId: string): object {
  const [noun = '', verb] = operationId.split('.');
  if (verb === 'upsert') return { by: { field: 'external_id', value: 'shop:4711' }, data: {} };
  const least = LEAST[operationId];
  if (least) return least;
  if (verb === 'merge') return mergeOf(own, noun);
  if (operationId.startsWith('roles.')) return leastRole(own);
  return verb === 'bulk_update'
    ? { filter: { external_ids: { has: 'shop:4711' } }, data: { comment: 'x' } }
    : {};
}

/** Two records of the kind. */
function mergeOf(own: Residents, plural: string): object {
  const [prefix = ''] = Object.entries(OBJECTS).find(([, name]) => name === plural) ?? [];
  return { survivor: own[prefix], merge: [own[`other ${prefix}`]] };
}

/** A role is told of a pipeline which one it is, and of a stage where it stands. */
const leastRole = (own: Residents): object => ({
  name: 'x',
  pipelines: [{ object: 'deal', pipeline_id: own.pipe, read: 'own' }],
});

function inBodies(asker: Asker, operation: PlacedOperation): Asking[] {
  const { contract, workspace, own } = asker;
  const schema = bodySchema(operation);
  if (!schema || isBatch(schema, contract.document)) return [];
  const { operationId, method } = operation;
  return idPlaces(schema, contract.document).map((place) => ({
    name: `${operationId} /${place.path.join('/')}`,
    noun: nounOf(operationId),
    place,
    send: (id) =>
      workspace
        .call(method as Method, tried(asker, operation))
        .send(placed(leastBody(own, operationId), place.path, id) as object),
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
function inBatches({ contract, workspace, own }: Asker): Asking[] {
  return Object.entries(OBJECTS).flatMap(([prefix, plural]) => {
    const batch = contract.operations.find(({ operationId }) => operationId === `${plural}.batch`);
    const places = idPlaces(batch && bodySchema(batch), contract.document);
    // Its schema is a text: a reference to another operation may stand there as well.
    return [...places, { path: ['operations', 0, 'id'], prefix }].flatMap((place) =>
      [`/v1/${plural}/batch`, '/v1/batch'].map((path): Asking => {
        const least = {
          op: 'update',
          ...(path === '/v1/batch' && { object: NAMES[prefix] }),
          id: own[prefix],
          data: {},
        };
        return {
          name: `${path} ${plural} /${place.path.join('/')}`,
          noun: plural,
          place,
          send: (id) =>
            workspace.post(`${path}?validate_only=true`, {
              operations: [placed(least, place.path.slice(2), id)],
            }),
        };
      }),
    );
  });
}

/** The filters of lists, and the short ones of the same names. */
function inQueries(asker: Asker, operation: PlacedOperation): Asking[] {
  const { contract, workspace } = asker;
  const filter = parameter(operation, 'filter');
  // The records of a segment are of one kind, and its filter shows the fields of all.
  if (!filter || operation.operationId === 'segments.members') return [];
  const list = `${ownPath(asker, operation)}?`;
  // What is listed under a record is asked for like the list of its kind: its own fields say enough.
  const longest = operation.operationId.includes('.list_') ? 1 : 2;
  const places = idPlaces(schemaOf(filter), contract.document, longest);
  return places.flatMap(({ path, prefix }): Asking[] => {
    const place = { path: ['filter', ...path], prefix };
    const noun = nounOf(operation.operationId);
    const name = `${operation.operationId} ?${path.join('.')}`;
    const asJson = (id: string) => encodeURIComponent(JSON.stringify(placed({}, path, id)));
    const [field] = path;
    const isShort = path.length === 1 && parameter(operation, String(field)) !== undefined;
    return [
      {
        name: `${name} in the filter`,
        noun,
        place,
        send: (id) => workspace.get(`${list}filter=${asJson(id)}`),
      },
      ...(isShort
        ? [{ name, noun, place, send: (id: string) => workspace.get(`${list}${field}=${id}`) }]
        : []),
    ];
  });
}

/** Every place of an id in the bodies and filters of requests, asked by somebody. */
export const everyAsking = (asker: Asker): readonly Asking[] => [
  ...asker.contract.operations.flatMap((operation) => [
    ...inBodies(asker, operation),
    ...inQueries(asker, operation),
  ]),
  ...inBatches(asker),
];

/** Somebody's id for a place. */
export function idOf(residents: Residents, asking: Asking): string {
  const { prefix, path } = asking.place;
  // A record is not merged into itself.
  const other = path[0] === 'merge' ? residents[`other ${prefix}`] : undefined;
  if (other !== undefined) return other;
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
export async function withOthers(workspace: TestWorkspace, residents: Residents): Promise<Residents> {
  const { body } = await workspace.get(`/v1/leads/${residents.lead}`).expect(200);
  const { id: parent } = await workspace.create('/v1/companies', { name: 'Above' });
  return {
    ...(await withSegments(workspace, residents)),
    'stag of leads': body.stage_id,
    'pipe of leads': body.pipeline_id,
    'stag of forms': body.stage_id,
    'pipe of forms': body.pipeline_id,
    'comp of companies': parent,
    'other lead': (await workspace.create('/v1/leads', { title: 'Other' })).id,
    'other cont': (await workspace.create('/v1/contacts', { first_name: 'Other' })).id,
    'other comp': (await workspace.create('/v1/companies', { name: 'Other' })).id,
    'other deal': (await workspace.create('/v1/deals', { title: 'Other' })).id,
  };
}
