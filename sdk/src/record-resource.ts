import type { Api, Call } from './api.ts';
import type { Atomicity, BatchMethods, BatchName, BatchOptions, BatchReturn } from './batch-types.ts';
import { callOptions, resource } from './resource.ts';
import type { Resource } from './resource-types.ts';
import type { OwnMethods, OwnTypes } from './workspace-types.ts';
import { writeMany } from './write-many.ts';

/** The operations on one kind of record, its batches as lists of operations; `Own` are the types of one workspace. */
export type RecordResource<Name extends BatchName, Own = undefined> = ([Own] extends [OwnTypes]
  ? Omit<Resource<Name>, 'batch' | keyof OwnMethods<Name, Own>> & OwnMethods<Name, Own>
  : Omit<Resource<Name>, 'batch'>) &
  BatchMethods<Name>;

/** The operations on one kind of record, with `writeMany` on top of them. */
export function recordResource<Name extends BatchName, Own = undefined>(
  api: Api,
  name: Name,
): RecordResource<Name, Own> {
  const path = `/v1/${name}/batch`;
  const batch = (operations: readonly object[], options?: BatchOptions<BatchReturn> & Atomicity) =>
    api.perform(batchCall(path, operations, options));
  const many = (
    operations: Iterable<object> | AsyncIterable<object>,
    options?: Omit<BatchOptions<BatchReturn>, 'idempotencyKey'>,
  ) =>
    writeMany(operations, async (chunk) => (await batch(chunk, options)) as { results: readonly unknown[] });
  // The answers are checked against the document where the methods are called.
  return Object.freeze({
    ...resource(api, name),
    batch,
    writeMany: many,
  }) as unknown as RecordResource<Name, Own>;
}

/** One request that writes many records. */
export function batchCall(
  path: string,
  operations: readonly object[],
  { atomic, return: extent, listMode, ...options }: BatchOptions<BatchReturn> & Atomicity = {},
): Call {
  const { query, ...call } = callOptions(options);
  return {
    ...call,
    method: 'post',
    path,
    query: { ...query, return: extent, list_mode: listMode },
    body: { ...(atomic !== undefined && { atomic }), operations },
  };
}
