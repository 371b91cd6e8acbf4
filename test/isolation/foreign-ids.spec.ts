// Not bundled: it takes as long as many others, and fills the gap where a worker is through before the others.
import type { ApiClient, Method } from '../support/api-client';
import type { PlacedOperation } from '../support/api-contract';
import { CREDENTIALS } from '../support/credentials';
import type { TestApi, TestWorkspace } from '../support/test-api';
import {
  choices,
  exercise,
  idParameters,
  idsFor,
  isKeyed,
  nobody,
  pathWith,
  triedPath,
} from './support/exercise';
import { type Residents, SHOP_ID, settle, startWithWorker } from './support/residents';

const MARK = 'only-of-north';

let api: TestApi;
let north: TestWorkspace;
let south: TestWorkspace;
let northern: Residents;
let southern: Residents;

beforeAll(async () => {
  api = await startWithWorker();
  [north, south] = await Promise.all([api.workspace(), api.workspace()]);
  [northern, southern] = await Promise.all([settle(north, MARK), settle(south, 'of-south')]);
});
afterAll(() => api.stop());

const withIds = () =>
  api.contract.operations.filter(
    (operation) => operation.path.includes('{') && !isKeyed(operation) && !isForEverybody(operation),
  );

/** A form is sent by whoever sees it, of whatever workspace. */
const isForEverybody = ({ operationId }: PlacedOperation): boolean => operationId === 'forms.submit';
const withoutIds = () => api.contract.operations.filter(({ path }) => !path.includes('{'));

/** What an answer says, apart from the request's own id. */
const told = ({ status, body }: { status: number; body: Record<string, unknown> }) => ({
  status,
  ...body,
  request_id: undefined,
});

/** What ids that nobody has are answered with, whoever asks: asked for once, and again where an answer is another one. */
const refusals = new Map<string, string>();

describe.each(Object.entries(CREDENTIALS))('with %s', (_, makeToken) => {
  let token: string;
  beforeAll(async () => {
    token = await makeToken(api, south, api.scopes());
  });

  it("answers to another workspace's ids as if nothing had them", async () => {
    const client = api.as(token);
    const differences: unknown[] = [];
    for (const operation of withIds()) {
      const parameters = idParameters(operation);
      for (const foreign of choices(parameters)) {
        const place = (others: Residents) =>
          pathWith(operation, idsFor(parameters, foreign, { own: southern, others }));
        const theirs = told(await exercise(client, operation, place(northern)));
        const name = [operation.operationId, ...foreign].join(' ');
        if (theirs.status === 404 && JSON.stringify(theirs) === refusals.get(name)) continue;
        const unknown = told(await exercise(client, operation, place(nobody(northern))));
        refusals.set(name, JSON.stringify(unknown));
        if (theirs.status === 404 && JSON.stringify(theirs) === JSON.stringify(unknown)) continue;
        differences.push({ operation: operation.operationId, foreign: [...foreign], theirs, unknown });
      }
    }
    expect(differences).toEqual([]);
  });

  it('finds its own thing under a key that another workspace has too', async () => {
    const client = api.as(token);
    const keyed = api.contract.operations.filter(isKeyed);
    expect(keyed.length).toBeGreaterThan(0);
    for (const operation of keyed) {
      const path = pathWith(operation, { field: 'external_id', value: `shop:${SHOP_ID}` });
      const { body } = await client
        .call(operation.method as Method, path)
        .send({})
        .expect(200);
      const isOwn = Object.values(southern).includes(body.id);
      expect([operation.operationId, isOwn]).toEqual([operation.operationId, true]);
    }
  });

  it('finds its own things under the same addresses', async () => {
    const client = api.as(token);
    const lost: string[] = [];
    for (const operation of withIds().filter((one) => changesNothing(one) && !isOfOneMember(one))) {
      const ids = idsFor(idParameters(operation), new Set(), { own: southern, others: {} });
      const { status } = await exercise(client, operation, triedPath(operation, pathWith(operation, ids)));
      if (status === 404 || status >= 500) lost.push(`${operation.operationId} ${status}`);
    }
    expect(lost).toEqual([]);
  });

  it('never lists anything of another workspace', async () => {
    const client = api.as(token);
    const secrets = [MARK, north.workspace_id, ...Object.values(northern)];
    for (const operation of withoutIds().filter(isRead)) {
      const { text } = await read(client, operation).expect(200);
      const seen = secrets.filter((secret) => text.includes(secret));
      expect([operation.operationId, seen]).toEqual([operation.operationId, []]);
    }
  });
});

describe('the other workspace', () => {
  it('sees in its lists what was hidden above', async () => {
    const lists = withoutIds().filter((one) => isRead(one) && isList(one) && !isOfOneMember(one));
    expect(lists.length).toBeGreaterThan(6);
    for (const operation of lists) {
      const { text } = await read(north, operation).expect(200);
      const isShown = Object.values(northern).some((id) => text.includes(id));
      expect([operation.operationId, isShown]).toEqual([operation.operationId, true]);
    }
  });

  it('is asked through every kind of credential that there is', async () => {
    const tokens = await Promise.all(
      Object.values(CREDENTIALS).map((makeToken) => makeToken(api, north, ['leads:read'])),
    );
    const kinds = await Promise.all(
      tokens.map(async (token) => (await api.as(token).get('/v1/me').expect(200)).body.principal.kind),
    );
    const { properties } = { ...api.contract.document.components.schemas.Principal };
    const { kind } = properties as { kind: { enum: string[] } };
    expect([...new Set(kinds)].sort()).toEqual(kind.enum.toSorted());
  });
});

/** What a member alone sees of their own: a test of personal tokens looks at it. */
const isOfOneMember = ({ path }: PlacedOperation): boolean => path.startsWith('/v1/me/');

const isRead = ({ method, operationId }: PlacedOperation): boolean =>
  method === 'get' || operationId.endsWith('.search');

const read = (client: ApiClient, { method, path }: PlacedOperation) =>
  method === 'get' ? client.get(path) : client.post(path, {});

/** The types of event are the same for everybody; fields are named by their keys and currencies by their codes. */
const isList = ({ operationId }: PlacedOperation): boolean =>
  /\.(list|search)$/.test(operationId) &&
  !/^event_types|^currencies|^directories|_fields\./.test(operationId);

const changesNothing = (operation: PlacedOperation) =>
  operation.method === 'get' || triedPath(operation, '') !== '';
