// Not bundled: it takes as long as a bundle does, and begins before them.

import { until } from '../events/support/until';
import { type Asking, everyAsking, idOf, leastBody, withOthers } from '../isolation/support/askings';
import { idParameters, isKeyed, pathWith, triedPath } from '../isolation/support/exercise';
import { type Residents, settle, startWithWorker } from '../isolation/support/residents';
import type { Method } from '../support/api-client';
import type { PlacedOperation } from '../support/api-contract';
import type { TestApi, TestWorkspace } from '../support/test-api';
import { BY_PREFIX, mergedInto } from './support/merged';

let api: TestApi;
let workspace: TestWorkspace;
let own: Residents;
/** The same names for ids of records that were merged into those. */
let merged: Residents;

const isMergeable = (name: string): boolean => (name.split(' ')[0] ?? '') in BY_PREFIX;

beforeAll(async () => {
  api = await startWithWorker();
  workspace = await api.workspace();
  own = await withOthers(workspace, await settle(workspace, 'survivors'));
  const others: Record<string, string> = { ...own };
  for (const [name, id] of Object.entries(own).filter(([key]) => isMergeable(key))) {
    const object = BY_PREFIX[name.split(' ')[0] ?? ''];
    if (object) others[name] = await mergedInto(api, workspace, object, id);
  }
  merged = others;
  // Until the worker has put all of it into the log: nothing changes any more then.
  const last = Object.entries(merged).findLast(([name]) => isMergeable(name))?.[1] ?? '';
  await until(async () => (await workspace.get(`/v1/events?object_id=${last}`)).body.data.length > 0);
});
afterAll(() => api.stop());

const ID = /\b[a-z]{3,5}_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g;

/** What an answer says, apart from what differs from one call to the next, and from which of a record's ids stands there. */
function told({ status, text }: { status: number; text: string }): string {
  const names = new Map([
    ...Object.entries(own).map(([name, id]) => [id, name] as const),
    ...Object.entries(merged).map(([name, id]) => [id, name] as const),
  ]);
  return `${status} ${text}`
    .replaceAll(ID, (id) => names.get(id) ?? 'ANOTHER')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/"seconds":\d+/g, 'SECONDS')
    .replaceAll(/"next_cursor":"[^"]*"/g, 'CURSOR');
}

describe('in a path', () => {
  /** What says something else of a merged record than of its survivor. */
  const OTHERWISE = new Set(['leads.restore', 'contacts.restore', 'companies.restore', 'deals.restore']);
  /** What the residents are not such that it could be done: they get the same problem. */
  const REFUSED = new Set(['leads.unconvert']);

  const parametersOf = (operation: PlacedOperation) => (isKeyed(operation) ? [] : idParameters(operation));

  const operations = () =>
    api.contract.operations.filter((operation) =>
      parametersOf(operation).some(({ prefix }) => isMergeable(prefix)),
    );

  const place = (operation: PlacedOperation, residents: Residents): string => {
    const ids = parametersOf(operation).map(({ name, prefix }) => [name, residents[prefix] ?? '']);
    return triedPath(operation, pathWith(operation, Object.fromEntries(ids) as Record<string, string>));
  };

  /** As little as a body may say. */
  const BODIES: Readonly<Record<string, object>> = { 'leads.convert': { contact: true } };

  const ask = (operation: PlacedOperation, residents: Residents) => {
    const call = workspace.call(operation.method as Method, place(operation, residents));
    const { operationId, requestBody } = operation;
    return requestBody ? call.send(BODIES[operationId] ?? leastBody(own, operationId)) : call;
  };

  it("a merged record's id does what its survivor's does, and the answer says where that is", async () => {
    expect(operations().length).toBeGreaterThan(50);
    const differences: unknown[] = [];
    for (const operation of operations().filter(({ operationId }) => !OTHERWISE.has(operationId))) {
      const { operationId } = operation;
      const survivor = await ask(operation, own);
      const other = await ask(operation, merged);
      const isDone = survivor.status < 300;
      const location = isDone ? place(operation, own) : undefined;
      const isAlike = told(survivor) === told(other) && other.headers['content-location'] === location;
      if (isAlike && isDone !== REFUSED.has(operationId)) continue;
      differences.push({
        operationId,
        survivor: told(survivor),
        other: told(other),
        location: other.headers['content-location'],
      });
    }
    expect(differences).toEqual([]);
  });

  it('nothing is said of where it is to be found at its own address', async () => {
    for (const operation of operations().filter(({ method }) => method === 'get')) {
      const { headers } = await ask(operation, own);
      expect([operation.operationId, headers['content-location']]).toEqual([
        operation.operationId,
        undefined,
      ]);
    }
  });

  it('a merged record is not restored: the problem names its survivor', async () => {
    for (const operation of operations().filter(({ operationId }) => OTHERWISE.has(operationId))) {
      const { status, body } = await ask(operation, merged);
      const [prefix = ''] = parametersOf(operation).map((one) => one.prefix);
      expect([status, body.code, body.existing_id]).toEqual([409, 'record_merged', own[prefix]]);
    }
  });
});

describe('in a body or a filter', () => {
  const askings = (): readonly Asking[] =>
    everyAsking({ contract: api.contract, workspace, own }).filter(({ place: { prefix } }) =>
      isMergeable(prefix),
    );

  it("a merged record's id means its survivor", async () => {
    const all = askings();
    expect(all.length).toBeGreaterThan(100);
    const differences: unknown[] = [];
    for (const asking of all) {
      const survivor = told(await asking.send(idOf(own, asking)));
      const other = told(await asking.send(idOf(merged, asking)));
      if (survivor !== other) differences.push({ name: asking.name, survivor, other });
    }
    expect(differences).toEqual([]);
  }, 400_000);
});

describe('in a query', () => {
  const idsAt = async (path: string): Promise<string[]> => {
    const { body } = await workspace.get(path).expect(200);
    return (body.data as { id: string }[]).map(({ id }) => id);
  };

  /** Parameters that take the id of anything, which the document shows as texts. */
  const ANYTHING = ['object_id', 'record_id'];

  it("a merged record's id means its survivor", async () => {
    const lists = api.contract.operations.flatMap((operation) =>
      (operation.parameters ?? [])
        .filter((one) => one.in === 'query' && ANYTHING.includes(one.name))
        .map(({ name }) => ({ operation, name })),
    );
    expect(lists.length).toBeGreaterThan(2);
    for (const { operation, name } of lists) {
      const ids = isKeyed(operation)
        ? []
        : idParameters(operation).map((one) => [one.name, own[one.prefix] ?? '']);
      const path = pathWith(operation, Object.fromEntries(ids) as Record<string, string>);
      for (const [key, id] of Object.entries(own).filter(([one]) => isMergeable(one))) {
        const survivor = await idsAt(`${path}?limit=100&${name}=${id}`);
        const other = await idsAt(`${path}?limit=100&${name}=${merged[key] ?? ''}`);
        expect([operation.operationId, key, other]).toEqual([operation.operationId, key, survivor]);
      }
    }
  });

  it('a file that is uploaded for a merged record belongs to its survivor', async () => {
    const path = `/v1/files?name=x&links=${merged.deal ?? ''},${merged.comp ?? ''}`;
    const { body } = await workspace.raw('post', path, 'x', 'text/plain').expect(201);
    expect(body.links).toEqual([
      { object: 'deal', id: own.deal },
      { object: 'company', id: own.comp },
    ]);
  });
});
