import { exercise, idParameters, idsFor, isKeyed, pathWith, takesBytes } from '../isolation/support/exercise';
import { type Residents, settle, startWithWorker } from '../isolation/support/residents';
import { ApiClient, type Method } from '../support/api-client';
import type { PlacedOperation } from '../support/api-contract';
import type { TestApi, TestWorkspace } from '../support/test-api';

let api: TestApi;

beforeAll(async () => {
  api = await startWithWorker();
});
afterAll(() => api.stop());

/** Writes that no event tells of, and why. */
const UNTOLD: Readonly<Record<string, string>> = {};

/** Writes that fit no state of a thing that has just been made, so that nothing of them could be seen here. */
const UNREACHED: readonly string[] = [];

const isWrite = ({ parameters = [] }: PlacedOperation): boolean =>
  parameters.some(({ name }) => name === 'validate_only');

/** What is removed comes last, so that everything else is there to be written. */
const rank = ({ operationId }: PlacedOperation): number =>
  /\.(delete|revoke|deactivate|uninstall|remove|erase|redact)/.test(operationId)
    ? 2
    : operationId.endsWith('.create')
      ? 0
      : 1;

/** A caller whose bodies name things of the workspace where examples name things that nobody has. */
function resident(operation: PlacedOperation, token: string, residents: Residents): ApiClient {
  const named = (body: object): object => {
    const text = JSON.stringify(body).replaceAll(
      /([a-z]{3,4})_01jc6nr[0-9a-z]{19}/g,
      (id, prefix: string) => residents[prefix] ?? id,
    );
    const fresh = operation.operationId.endsWith('.create') ? text.replaceAll('4711', 'nobody-yet') : text;
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
  return new Resident(api.server, () => api.contract, token);
}

const pathOf = (operation: PlacedOperation, own: Residents): string =>
  isKeyed(operation)
    ? pathWith(operation, { field: 'external_id', value: 'shop:4711' })
    : pathWith(operation, idsFor(idParameters(operation), new Set(), { own, others: {} }));

interface Told {
  readonly type: string;
  readonly actor: { readonly type: string };
  readonly request_id: string;
}

const toldBy = (requestId: string): Promise<Told[]> =>
  api.sql<Told>('SELECT type, actor, request_id FROM events WHERE request_id = $1', [requestId]);

/** What every write did, by its name: its status, and the events that tell of it. */
async function doEveryWrite(
  workspace: TestWorkspace,
): Promise<Map<string, { status: number; told: Told[] }>> {
  const residents = await settle(workspace, 'written');
  const { body } = await workspace.get(`/v1/leads/${residents.lead}`).expect(200);
  const ofLeads = { ...residents, stag: body.stage_id as string, pipe: body.pipeline_id as string };
  const scopes = { name: 'written', scopes: api.scopes() };
  const member = String((await workspace.create(`/v1/members/${residents.memb}/tokens`, scopes)).token);
  const done = new Map<string, { status: number; told: Told[] }>();
  const writes = api.contract.operations.filter((one) => isWrite(one) && !takesBytes(one));
  for (const operation of writes.toSorted((a, b) => rank(a) - rank(b))) {
    const { operationId } = operation;
    const own = operationId.startsWith('leads.') ? ofLeads : residents;
    const token = operationId.startsWith('personal_tokens.') ? member : workspace.private_app_key;
    const answer = await exercise(resident(operation, token, own), operation, pathOf(operation, own));
    const requestId = String(answer.headers['request-id']);
    done.set(operationId, { status: answer.status, told: await toldBy(requestId) });
  }
  return done;
}

describe('every write of the API', () => {
  it('is told by an event with who did it and in which request, or has a reason why none does', async () => {
    const done = await doEveryWrite(await api.workspace());
    const reached = [...done].filter(([, { status }]) => status < 300);
    const silent = reached.flatMap(([id, { told }]) => (told.length === 0 ? [id] : []));
    const failed = [...done].flatMap(([id, { status }]) => (status < 300 ? [] : [id]));
    expect({ silent, failed }).toEqual({ silent: Object.keys(UNTOLD).sort(), failed: [...UNREACHED] });
    const nobodys = reached.filter(([, { told }]) => told.some(({ actor }) => !actor.type));
    expect(nobodys).toEqual([]);
  }, 120_000);
});
