import { ifMatchOf } from './answer-meta.ts';
import type { Api, Call } from './api.ts';
import { operationTable } from './generated/operations.ts';
import { type ListAnswer, Listing } from './listing.ts';
import type { Resource } from './resource-types.ts';

interface TableEntry {
  readonly method: string;
  readonly path: string;
  readonly body: boolean;
  readonly write: boolean;
  readonly list: boolean;
  readonly takesBytes?: boolean;
  readonly answersBytes?: boolean;
}

interface CallOptions
  extends Pick<Call, 'signal' | 'timeoutMs' | 'maxRetries' | 'maxRetryDelayMs' | 'anonymous'> {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly ifMatch?: string | object | undefined;
  readonly validateOnly?: boolean | undefined;
  readonly query?: object | undefined;
}

/** The methods of every operation whose id begins with `name.`, made from the table of operations. */
export function resource<Name extends string>(api: Api, name: Name): Resource<Name> {
  const methods = Object.entries(operationTable)
    .filter(([id]) => id.startsWith(`${name}.`))
    .map(([id, entry]) => [camelCase(id.slice(name.length + 1)), methodOf(api, entry)]);
  // The types come from the same document as the table: what is built here is what they say.
  return Object.freeze(Object.fromEntries(methods)) as Resource<Name>;
}

const methodOf =
  (api: Api, entry: TableEntry) =>
  (...args: unknown[]): unknown => {
    const call = callFrom(entry, args);
    return entry.list ? listing(api, call) : api.perform(call);
  };

function callFrom(entry: TableEntry, args: unknown[]): Call {
  const { method, path, body, write, takesBytes, answersBytes } = entry;
  const rest = [...args];
  const target = path.includes('{') ? rest.shift() : undefined;
  const data = body ? rest.shift() : undefined;
  const readQuery = write || body ? undefined : rest.shift();
  // The arguments were checked against Operation<Id>, which knows the same order.
  const { query, ...options } = callOptions((rest.shift() ?? {}) as CallOptions);
  return {
    ...options,
    method,
    path,
    takesBytes,
    answersBytes,
    pathParameters: pathParameters(path, target),
    query: { ...asObject(readQuery), ...query },
    ...(data !== undefined && { body: data }),
  };
}

/** The options of a call as the API takes them: as headers, as query parameters, or for the transport alone. */
export function callOptions({
  headers,
  idempotencyKey,
  ifMatch,
  validateOnly,
  query,
  ...rest
}: CallOptions): Omit<Call, 'method' | 'path'> {
  return {
    ...rest,
    query: { ...query, ...(validateOnly && { validate_only: true }) },
    headers: {
      ...headers,
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...(ifMatch !== undefined && { 'if-match': ifMatchOf(ifMatch) }),
    },
  };
}

function pathParameters(path: string, target: unknown): Readonly<Record<string, string>> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const values = asObject(typeof target === 'string' ? { [names[0] ?? '']: target } : target);
  return Object.fromEntries(
    names.map((name) => {
      const value = values[name];
      // An empty id would address the list instead of the record.
      if (typeof value === 'string' && value !== '') return [name, value];
      throw new TypeError(`${path} needs ${name}: a non-empty string`);
    }),
  );
}

function listing(api: Api, asked: Call): Listing<unknown> {
  const call = asked.body === undefined ? asked : { ...asked, body: searchBody(asked.body) };
  const page = (cursor: string | undefined) => {
    if (cursor === undefined) return api.perform(call);
    if (call.method === 'get') return api.perform({ ...call, query: { ...call.query, cursor } });
    return api.perform({ ...call, body: { ...asObject(call.body), cursor } });
  };
  return new Listing((cursor) => page(cursor) as Promise<ListAnswer<unknown>>);
}

/** A body has lists where a query string may have their only item. */
function searchBody(body: unknown): object {
  const { sort, ...rest } = asObject(body);
  return { ...rest, ...(sort !== undefined && { sort: Array.isArray(sort) ? sort : [sort] }) };
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> => ({
  ...(value as object | undefined),
});

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
