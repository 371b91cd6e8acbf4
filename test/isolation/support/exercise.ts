import type { ApiClient, Method } from '../../support/api-client';
import type { PlacedOperation } from '../../support/api-contract';
import type { Residents } from './residents';

/** An id in the path of an operation. */
export interface IdParameter {
  readonly name: string;
  readonly prefix: string;
}

/** The ids in an operation's path. Throws when a parameter is neither an id of some kind nor a word with an example: nothing could test it. */
export function idParameters(operation: PlacedOperation): IdParameter[] {
  return [...operation.path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => {
    const prefix = /^\^([a-z]+)_/.exec(String(pathParameter(operation, name)?.schema?.pattern))?.[1];
    if (prefix !== undefined) return [{ name, prefix: isPersonal(operation, prefix) ? PERSONAL : prefix }];
    if (wordOf(operation, name) !== undefined) return [];
    throw new Error(`${operation.operationId}: nobody can tell what {${name}} is the id of.`);
  });
}

/** The name of personal tokens among the residents: they have ids as keys have, and are not keys of the workspace. */
const PERSONAL = 'token';

const isPersonal = ({ path }: PlacedOperation, prefix: string): boolean =>
  prefix === 'key' && path.includes('/tokens/');

const pathParameter = ({ parameters = [] }: PlacedOperation, name: string) =>
  parameters.find((one) => one.in === 'path' && one.name === name);

/** What stands in a path that is no id, but a word that every workspace knows: the one that the document shows. */
function wordOf(operation: PlacedOperation, name: string): string | undefined {
  const examples = pathParameter(operation, name)?.schema?.examples;
  return Array.isArray(examples) && typeof examples[0] === 'string' ? examples[0] : undefined;
}

/** Whether an operation names a record by a key of the workspace's own, such as an external id. */
export const isKeyed = ({ path }: PlacedOperation): boolean => path.endsWith('/by/{field}/{value}');

/** The operation's path with these ids in it, by the name of the parameter. */
export const pathWith = (operation: PlacedOperation, ids: Readonly<Record<string, string>>): string =>
  operation.path.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => ids[name] ?? encodeURIComponent(wordOf(operation, name) ?? ''),
  ) + neededQuery(operation);

/** What an operation cannot do without in its query. */
function neededQuery({ parameters = [] }: PlacedOperation): string {
  const needed = parameters.filter((one) => one.in === 'query' && one.required);
  if (needed.length === 0) return '';
  const values = needed.map(({ name, example }): [string, string] => [name, String(example)]);
  return `?${new URLSearchParams(values).toString()}`;
}

/** The same path for a write that is only tried, where it can be. */
export const triedPath = ({ parameters = [] }: PlacedOperation, path: string): string => {
  if (!parameters.some(({ name }) => name === 'validate_only')) return path;
  return `${path}${path.includes('?') ? '&' : '?'}validate_only=true`;
};

/** Whether an operation takes bytes, whatever they are. */
export const takesBytes = ({ requestBody }: PlacedOperation): boolean =>
  requestBody?.content['application/octet-stream'] !== undefined;

/** Which of the parameters are taken from elsewhere: every choice but none. */
export function choices(parameters: readonly IdParameter[]): ReadonlySet<string>[] {
  const names = parameters.map(({ name }) => name);
  return Array.from({ length: 2 ** names.length - 1 }, (_, at) => {
    const bits = at + 1;
    return new Set(names.filter((_name, place) => (bits >> place) % 2 === 1));
  });
}

/** An id for each parameter: the caller's own, or of others where `foreign` says so. */
export function idsFor(
  parameters: readonly IdParameter[],
  foreign: ReadonlySet<string>,
  { own, others }: { own: Residents; others: Residents },
): Record<string, string> {
  return Object.fromEntries(
    parameters.map(({ name, prefix }) => {
      const id = (foreign.has(name) ? others : own)[prefix];
      if (id === undefined)
        throw new Error(`No workspace of these tests has a ${prefix}_…: add one to settle().`);
      return [name, id];
    }),
  );
}

/** Well-formed ids that nothing has. */
export const nobody = (residents: Residents): Residents =>
  Object.fromEntries(
    Object.keys(residents).map((prefix) => [
      prefix,
      `${prefix === PERSONAL ? 'key' : prefix}_01jc6nrygyfgx9y01bdgemwqv0`,
    ]),
  );

/** Calls an operation with the body that its documentation shows, or one of its own where that one names things. */
export function exercise(client: ApiClient, operation: PlacedOperation, path: string) {
  const call = client.call(operation.method as Method, path);
  if (takesBytes(operation))
    return call.set('content-type', 'application/octet-stream').send(Buffer.from('Some bytes'));
  const body = exampleBody(operation);
  return body === undefined ? call : call.send(body);
}

function exampleBody({ operationId, requestBody }: PlacedOperation): object | undefined {
  if (!requestBody) return undefined;
  const media = requestBody.content['application/json'];
  const example = media?.example ?? Object.values(media?.examples ?? {})[0]?.value;
  if (typeof example !== 'object' || example === null) {
    throw new Error(`${operationId} shows no body: nothing could be sent to it.`);
  }
  return example;
}
