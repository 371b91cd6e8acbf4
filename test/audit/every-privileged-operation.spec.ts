import type { Response, Test } from 'supertest';
import { idParameters, idsFor, pathWith } from '../isolation/support/exercise';
import { appOf, type Residents, settle, startWithWorker } from '../isolation/support/residents';
import type { Method } from '../support/api-client';
import type { PlacedOperation } from '../support/api-contract';
import type { TestApi, TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
let residents: Residents;

beforeAll(async () => {
  api = await startWithWorker();
  workspace = await api.workspace();
  const settled = await settle(workspace, 'audited');
  // Not the only admin, who can neither be changed nor leave.
  const memb = (await workspace.create('/v1/members', { name: 'Ola', email: 'ola@nordwind.example' })).id;
  residents = { ...settled, memb };
});
afterAll(() => api.stop());

/** What changes nothing that the workspace is set up with. */
const NOT_KEPT: Readonly<Record<string, string>> = {
  'incoming_urls.try': 'It says what would become of a payload and stores nothing.',
  'webhook_endpoints.test': 'It sends a made-up event and changes nothing.',
  'members.resend_invitation': 'It mails the link of an invitation once more and changes nothing.',
  'installations.approve': 'Nothing waits for approval here: a test of growing apps looks at it.',
};

const scopeOf = ({ security = [] }: PlacedOperation): string =>
  security.find(({ oauth2 }) => oauth2)?.oauth2?.[0] ?? '';

/** Operations that set a workspace up: their scopes say manage or admin. One more has the scope of what it is about. */
const isPrivileged = (operation: PlacedOperation): boolean =>
  operation.method !== 'get' &&
  (/:(manage|admin)$/.test(scopeOf(operation)) || operation.operationId === 'lead_conversion_mapping.put') &&
  !(operation.operationId in NOT_KEPT);

/** What has to be there for an operation is made by those before it. */
const ORDER = [
  'create',
  'invite',
  'set',
  'update',
  'rotate',
  'convert',
  'pause',
  'resume',
  'retry',
  'deactivate',
];
const LATE = ['release', 'delete', 'revoke', 'restore', 'reset'];

function rank({ operationId }: PlacedOperation): number {
  const verb = operationId.split('.')[1] ?? '';
  if (ORDER.includes(verb)) return ORDER.indexOf(verb);
  // Stages are taken away, and brought back, while their pipeline is there.
  const isWhole = operationId.startsWith('pipelines.');
  return LATE.includes(verb) ? (isWhole ? 200 : 100) + LATE.indexOf(verb) : 50;
}

type Call = (operation: PlacedOperation) => Promise<Response> | Test;

const send = (method: string, path: string, body?: object) =>
  workspace.call(method as Method, path).send(body);

const idsOf = async (path: string): Promise<string[]> =>
  (await workspace.get(path).expect(200)).body.data.map(({ id }: { id: string }) => id);

const TOKEN = { name: 'Laptop', scopes: ['tokens:manage'] };

/** A client with a new personal token. */
async function asMember() {
  const { token } = await workspace.create(`/v1/members/${residents.memb}/tokens`, TOKEN);
  return api.as(String(token));
}

async function onToken({ method, path }: PlacedOperation, body?: object) {
  const client = await asMember();
  const { id } = await client.create('/v1/me/tokens', TOKEN);
  return client.call(method as Method, path.replace('{id}', id)).send(body);
}

/** An app that a member asks for, which nobody has installed yet. */
async function requested(key: string): Promise<string> {
  const app_id = await appOf(workspace, key, key);
  return (await workspace.create('/v1/installation-requests', { app_id, reason: key })).id;
}

/** An endpoint to which something can be replayed that nobody accepts. */
const unheard = async (): Promise<string> =>
  (await workspace.create('/v1/webhook-endpoints', { url: 'http://127.0.0.1:60009/', types: ['lead.*'] })).id;

/** Operations that need more than their example with the workspace's own ids in it. */
const OTHERWISE: Readonly<Record<string, Call>> = {
  'stages.reorder': async ({ method, path }) => {
    const [first, second, third, ...rest] = await idsOf(`/v1/pipelines/${residents.pipe}/stages`);
    const body = { stage_ids: [first, third, second, ...rest] };
    return send(method, path.replace('{pipeline_id}', String(residents.pipe)), body);
  },
  'directory_values.reorder': async ({ method, path }) => {
    const ids = await idsOf('/v1/directories/source/values');
    return send(method, path.replace('{directory}', 'source'), { value_ids: ids.reverse() });
  },
  'stages.update': ({ method }) =>
    send(method, `/v1/pipelines/${residents.pipe}/stages/${residents.stag}`, { name: 'Proposal' }),
  'stages.reset': async ({ method }) => {
    const [pipeline] = await idsOf('/v1/pipelines?object=deal');
    const [stage] = await idsOf(`/v1/pipelines/${pipeline}/stages`);
    await workspace.patch(`/v1/pipelines/${pipeline}/stages/${stage}`, { name: 'Mine' }).expect(200);
    return send(method, `/v1/pipelines/${pipeline}/stages/${stage}/reset`);
  },
  'directory_values.reset': async ({ method }) => {
    const { body } = await workspace.get('/v1/directories/source/values').expect(200);
    const value = body.data.find(({ key }: { key: string }) => key === 'call').id as string;
    await workspace.patch(`/v1/directories/source/values/${value}`, { name: 'Mine' }).expect(200);
    return send(method, `/v1/directories/source/values/${value}/reset`);
  },
  'roles.update': ({ method }) => send(method, `/v1/roles/${residents.role}`, { description: 'Another one' }),
  'installations.resume': async ({ method }) => {
    await workspace.post(`/v1/installations/${residents.inst}/suspend`).expect(200);
    return send(method, `/v1/installations/${residents.inst}/resume`);
  },
  'installation_requests.approve': async ({ method, path }) =>
    send(method, path.replace('{id}', await requested('approved-app')), {}),
  'installation_requests.decline': async ({ method, path }) =>
    send(method, path.replace('{id}', await requested('declined-app')), {}),
  'installations.redact': async ({ method, path }) => {
    const { id } = await workspace.create('/v1/installations', {
      app_id: await appOf(workspace, 'redacted-app', 'redacted'),
    });
    await workspace.post(`/v1/installations/${id}/uninstall`, {}).expect(200);
    return send(method, path.replace('{id}', id));
  },
  'segments.update': ({ method }) => send(method, `/v1/segments/${residents.segm}`, { name: 'Another one' }),
  'duplicate_rules.update': ({ method }) =>
    send(method, `/v1/duplicate-rules/${residents.drul}`, { name: 'Another one' }),
  'teams.update': ({ method }) => send(method, `/v1/teams/${residents.team}`, { name: 'Another one' }),
  'webhook_endpoints.replay': async ({ method }) =>
    send(method, `/v1/webhook-endpoints/${await unheard()}/replay`, { from_sequence: 1 }),
  'webhook_replays.cancel': async ({ method }) => {
    const { body } = await workspace.post(`/v1/webhook-endpoints/${await unheard()}/replay`, {
      from_sequence: 1,
    });
    return send(method, `/v1/webhook-replays/${body.id}/cancel`);
  },
  'webhook_endpoints.update': ({ method }) =>
    send(method, `/v1/webhook-endpoints/${residents.hook}`, { description: 'Another one' }),
  'personal_tokens.create': async ({ method, path }) =>
    (await asMember()).call(method as Method, path).send(TOKEN),
  'personal_tokens.update': (operation) => onToken(operation, { name: 'Desk' }),
  'personal_tokens.rotate': (operation) => onToken(operation, {}),
  'personal_tokens.revoke': (operation) => onToken(operation),
  'member_tokens.create': ({ method }) => send(method, `/v1/members/${residents.memb}/tokens`, TOKEN),
  'member_tokens.revoke': async ({ method }) => {
    const { id } = await workspace.create(`/v1/members/${residents.memb}/tokens`, TOKEN);
    return send(method, `/v1/members/${residents.memb}/tokens/${id}`);
  },
  'incoming_captures.retry': async ({ method, path }) => {
    const mapping = [{ to: 'title', value: 'From elsewhere' }];
    await workspace.patch(`/v1/incoming-urls/${residents.incu}`, { mapping }).expect(200);
    return send(
      method,
      path.replace('{url_id}', String(residents.incu)).replace('{id}', String(residents.capt)),
    );
  },
  'incoming_urls.delete': async ({ method }) => {
    const { id } = await workspace.create('/v1/incoming-urls', { name: 'Another one', object: 'lead' });
    return send(method, `/v1/incoming-urls/${id}`);
  },
  'pipelines.delete': async ({ method }) => {
    const other = (await workspace.create('/v1/pipelines', { name: 'Default', object: 'deal' })).id;
    await workspace.post(`/v1/pipelines/${other}/make-default`).expect(200);
    return send(method, `/v1/pipelines/${residents.pipe}`);
  },
};

/** The body that the document shows, with ids of this workspace. */
function exampleBody({ requestBody }: PlacedOperation): object | undefined {
  const example = Object.values(requestBody?.content['application/json']?.examples ?? {})[0]?.value;
  if (typeof example !== 'object' || example === null) return undefined;
  const text = JSON.stringify(example).replaceAll(/"([a-z]{3,4})_[0-9a-z]{26}"/g, (whole, prefix: string) =>
    residents[prefix] === undefined ? whole : `"${residents[prefix]}"`,
  );
  return JSON.parse(text) as object;
}

async function usual(operation: PlacedOperation) {
  const ids = idsFor(idParameters(operation), new Set(), { own: residents, others: {} });
  const body = exampleBody(operation);
  return send(operation.method, pathWith(operation, ids), body);
}

/** The request that the last entry is of. */
const lastRequest = async (): Promise<string> =>
  (await workspace.get('/v1/audit-log?limit=1').expect(200)).body.data[0].request_id as string;

it('every operation that sets a workspace up leaves an entry in the audit log', async () => {
  const operations = api.contract.operations.filter(isPrivileged).sort((a, b) => rank(a) - rank(b));
  expect(operations.length).toBeGreaterThan(60);
  const missing: unknown[] = [];
  for (const operation of operations) {
    const { status, body, headers } = await (OTHERWISE[operation.operationId] ?? usual)(operation);
    const isKept = (await lastRequest()) === headers['request-id'];
    if (status >= 300 || !isKept) missing.push({ id: operation.operationId, status, isKept, body });
  }
  expect(missing).toEqual([]);
});
