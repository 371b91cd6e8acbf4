import { until } from '../events/support/until';
import {
  exercise,
  idParameters,
  idsFor,
  isKeyed,
  pathWith,
  takesBytes,
  triedPath,
} from '../isolation/support/exercise';
import { placed } from '../isolation/support/id-places';
import { type Residents, settle, startWithWorker } from '../isolation/support/residents';
import { rowCounts } from '../records/support/stored-events';
import { ApiClient, type Method } from '../support/api-client';
import type { PlacedOperation, Schema } from '../support/api-contract';
import { itemsOf, propertiesOf } from '../support/json-schema-walk';
import type { TestApi, TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
let residents: Residents;
/** Leads have pipelines and stages of their own. */
let ofLeads: Residents;
/** A personal token of the resident member. */
let member: string;

beforeAll(async () => {
  api = await startWithWorker();
  workspace = await api.workspace();
  residents = await settle(workspace, 'resident');
  const { body } = await workspace.get(`/v1/leads/${residents.lead}`).expect(200);
  ofLeads = { stag: body.stage_id, pipe: body.pipeline_id };
  const mapping = [{ to: 'title', value: 'resident' }];
  await workspace.patch(`/v1/incoming-urls/${residents.incu}`, { mapping }).expect(200);
  const own = { name: 'resident', scopes: api.scopes() };
  member = String((await workspace.create(`/v1/members/${residents.memb}/tokens`, own)).token);
  await until(async () => (await api.sql('SELECT 1 FROM outbox LIMIT 1')).length === 0);
});
afterAll(() => api.stop());

const hasParameter = ({ parameters = [] }: PlacedOperation, name: string): boolean =>
  parameters.some((one) => one.name === name);

const writes = () => api.contract.operations.filter((operation) => hasParameter(operation, 'validate_only'));

/** Everything that may take a body or change something. */
const unsafe = () =>
  api.contract.operations.filter(
    (operation) => operation.method !== 'get' && !isOpen(operation) && !takesBytes(operation),
  );

/** A form on a web site keeps whatever was typed into it, and an incoming webhook URL takes what others post. */
const isOpen = ({ operationId }: PlacedOperation): boolean =>
  operationId === 'forms.submit' || operationId === 'incoming_urls.receive';

const pathOf = (operation: PlacedOperation): string =>
  isKeyed(operation)
    ? pathWith(operation, { field: 'external_id', value: 'shop:4711' })
    : pathWith(operation, idsFor(idParameters(operation), new Set(), { own: ownFor(operation), others: {} }));

/** An app alone says that it is ready: the workspace's key is one of its first app. */
const ownFor = ({ operationId }: PlacedOperation): Residents =>
  operationId === 'installations.ready' ? { ...residents, inst: workspace.installation_id } : residents;

const tried = (operation: PlacedOperation): string => triedPath(operation, pathOf(operation));

/** Whose token an operation is for. */
const tokenFor = ({ operationId }: PlacedOperation): string | null =>
  operationId.startsWith('personal_tokens.') ? member : workspace.token;

/** A caller whose bodies name things of the workspace where examples name things that nobody has. */
function resident(operation: PlacedOperation): ApiClient {
  const { operationId } = operation;
  const here = operationId.startsWith('leads.') ? { ...residents, ...ofLeads } : residents;
  const named = (body: object): object => {
    const text = JSON.stringify(body).replaceAll(
      /([a-z]{3,4})_01jc6nr[0-9a-z]{19}/g,
      (id, prefix: string) => here[prefix] ?? id,
    );
    const fresh = operationId.endsWith('.create') ? text.replaceAll('4711', 'nobody-yet') : text;
    return JSON.parse(fresh.replaceAll('…', 'x')) as object;
  };
  class Resident extends ApiClient {
    override call(method: Method, path: string) {
      const test = super.call(method, path);
      const send = test.send.bind(test);
      return Object.assign(test, {
        send: (body: object) => send(Buffer.isBuffer(body) ? body : named(body)),
      });
    }
  }
  return new Resident(api.server, () => api.contract, tokenFor(operation));
}

/** How endpoints fare is what the worker finds out meanwhile. */
const told = (name: string, value: unknown): unknown => (name === 'health' ? null : value);

/** How many rows every table has; attempts are made by the worker meanwhile, without being asked. */
async function counts(): Promise<Record<string, number>> {
  return { ...(await rowCounts(api)), attempts: 0 };
}

describe('every write of the document that is only tried', () => {
  it('answers as if it were done, and leaves every table as it was', async () => {
    expect(writes().length).toBeGreaterThan(40);
    const before = await counts();
    const failed: unknown[] = [];
    for (const operation of writes()) {
      const { status, text } = await exercise(resident(operation), operation, tried(operation)).set(
        'idempotency-key',
        operation.operationId,
      );
      if (status >= 300 && !EXPECTED[operation.operationId]?.includes(status)) {
        failed.push([operation.operationId, status, text.slice(0, 400)]);
      }
      const after = await counts();
      expect([operation.operationId, after]).toEqual([operation.operationId, before]);
    }
    expect(failed).toEqual([]);
  });

  it('changes nothing of what is there', async () => {
    const read = async (path: string) => JSON.stringify((await workspace.get(path).expect(200)).body, told);
    const state = () => Promise.all(READ.map(read));
    const before = await state();
    for (const operation of writes()) await exercise(resident(operation), operation, tried(operation));
    expect(await state()).toEqual(before);
  });
});

const READ = ['leads', 'deals', 'contacts', 'companies', 'pipelines', 'webhook-endpoints'].map(
  (name) => `/v1/${name}?limit=500`,
);

/** What a write is refused with that fits no state of a thing that has just been made. */
const EXPECTED: Readonly<Record<string, readonly number[]>> = {
  'deliveries.retry': [409],
  'deliveries.skip': [409],
  'directory_values.reset': [409],
  'installation_requests.approve': [409],
  'installation_requests.decline': [409],
  'installations.redact': [409],
  // The example names two records, of which the tests have one each: none is merged into itself.
  'companies.merge': [400],
  'contacts.merge': [400],
  'deals.merge': [400],
  'leads.merge': [400],
  'leads.unconvert': [409],
  'members.deactivate': [409, 422],
  'members.resend_invitation': [409],
  'members.update': [409, 422],
  'segments.update': [422],
  'stages.reset': [409],
  'webhook_endpoints.replay': [409],
  'webhook_replays.cancel': [409],
  'jobs.cancel': [409],
};

const FORBIDDEN = ['id', 'workspace_id', 'created_at', 'role', 'constructor'];

interface Place {
  readonly path: readonly (string | number)[];
  readonly declared: Readonly<Record<string, Schema>>;
}

/** The objects of a body whose fields the document declares; a filter's are the names of fields. */
function objectsIn(schema: Schema | undefined, path: readonly (string | number)[] = []): Place[] {
  const { schemas } = api.contract.document.components;
  const declared = propertiesOf(schema, schemas);
  const items = itemsOf(schema, schemas);
  if (path.length > 6 || path.at(-1) === 'filter') return [];
  return [
    ...(declared ? [{ path, declared }] : []),
    ...(items ? objectsIn(items, [...path, 0]) : []),
    ...Object.entries(declared ?? {}).flatMap(([name, inner]) => objectsIn(inner, [...path, name])),
  ];
}

const bodySchema = ({ requestBody }: PlacedOperation) => requestBody?.content['application/json']?.schema;

interface Refusal {
  readonly status: number;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

/** The problem of a request, or that of the one operation in its batch. */
function refusalIn(body: Refusal & { results?: readonly { problem?: Refusal }[] }): Refusal | undefined {
  return body.results ? body.results[0]?.problem : body;
}

const PREFIXES: Readonly<Record<string, string>> = { companies: 'comp', contacts: 'cont', deals: 'deal' };

/** A body with something at a place; an operation of a batch says beside that what it is. */
function bodyWith({ operationId }: PlacedOperation, path: Place['path'], inner: object): unknown {
  if (path.length > 1 && path[0] === 'conversions')
    return { conversions: [placed({ id: residents.lead }, path.slice(2), inner)] };
  if (path.length < 2 || path[0] !== 'operations') return placed({}, path, inner);
  const [noun = ''] = operationId.split('.');
  const id = residents[PREFIXES[noun] ?? 'lead'];
  const key = { field: 'external_id', value: 'shop:4711' };
  const object = noun === 'batch' && { object: 'lead' };
  const what = path[2] === 'by' ? { op: 'upsert', by: key, data: {} } : { op: 'update', id, data: {} };
  return { operations: [placed({ ...object, ...what }, path.slice(2), inner)] };
}

/** Names that nobody may set, at a place of a body. */
interface Assignment {
  readonly operation: PlacedOperation;
  readonly path: Place['path'];
  readonly names: readonly string[];
}

/** One for each object, and one more for what the parser refuses wherever it stands. */
function assignments(operation: PlacedOperation): Assignment[] {
  if (isOpen(operation)) return [];
  const schema = bodySchema(operation);
  const places: Place[] = schema ? objectsIn(schema) : [{ path: [], declared: {} }];
  return [
    { operation, path: places.at(-1)?.path ?? [], names: ['__proto__'] },
    ...places.map(({ path, declared }) => ({
      operation,
      path,
      names: FORBIDDEN.filter((name) => !Object.hasOwn(declared, name)),
    })),
  ];
}

/** The parser refuses the whole body for a prototype; everything else is named, or the object that has it. */
function isRefused({ path, names }: Assignment, answer: Parameters<typeof refusalIn>[0]): boolean {
  const { status, errors = [] } = refusalIn(answer) ?? {};
  const here = `/${path.join('/')}`;
  const isNamed = (name: string) =>
    errors.some(({ pointer }) => pointer.endsWith(`/${name}`) || pointer === here);
  return status === 400 && names.every((name) => name === '__proto__' || isNamed(name));
}

/** As JSON, which can have a prototype for a name. */
const asJson = (names: readonly string[]): object =>
  JSON.parse(`{${names.map((name) => `"${name}": {"admin": true}`).join()}}`) as object;

describe('every operation that takes a body', () => {
  it('refuses names that nobody may set, wherever they stand', async () => {
    const before = await counts();
    const attempts = unsafe().flatMap(assignments);
    const taken: unknown[] = [];
    for (const attempt of attempts) {
      const { operation, path, names } = attempt;
      const body = bodyWith(operation, path, asJson(names)) as object;
      const answer = await workspace.call(operation.method as Method, pathOf(operation)).send(body);
      if (!isRefused(attempt, answer.body))
        taken.push({ ...attempt, operation: operation.operationId, answer: answer.text });
    }
    expect(taken).toEqual([]);
    expect(attempts.flatMap(({ names }) => names).length).toBeGreaterThan(1000);
    expect(await counts()).toEqual(before);
  });

  it('refuses what is no object, and takes nothing where nothing is needed', async () => {
    for (const operation of unsafe()) {
      for (const text of ['null', '[]', '7', '"text"', '[{}]']) {
        const { body } = await workspace.raw(operation.method as Method, pathOf(operation), text).expect(400);
        expect([operation.operationId, body.errors]).toMatchObject([
          operation.operationId,
          [{ pointer: '', code: 'wrong_type' }],
        ]);
      }
      if (bodySchema(operation) || !hasParameter(operation, 'validate_only')) continue;
      const caller = api.as(tokenFor(operation));
      const { status } = await caller.raw(operation.method as Method, tried(operation), '{}');
      expect([operation.operationId, status < 300 || status === 409 || status === 422]).toEqual([
        operation.operationId,
        true,
      ]);
    }
  });
});
