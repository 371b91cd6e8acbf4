import { chunked } from './chunked.ts';

/** The part of operations and results that this needs to know. */
interface Operation {
  readonly idempotency_key?: string | undefined;
}

/** Half of what a request may have, so that one batch never takes a whole budget (RateLimit-Policy). */
const LARGEST_CHUNK = 500;
/** A request may have 10 MB; the rest is for the envelope. */
const LARGEST_CHUNK_BYTES = 9_000_000;

/** The key of each operation that came without one: the same whenever the same object comes again. */
const keys = new WeakMap<object, string>();

/** Sends operations chunk by chunk, each with a key of its own, and gives what became of each, in order. */
export async function* writeMany<Given extends Operation, Result>(
  operations: Iterable<Given> | AsyncIterable<Given>,
  send: (chunk: readonly object[]) => Promise<{ readonly results: readonly Result[] }>,
): AsyncGenerator<{ index: number; operation: Given; result: Result }, void, undefined> {
  let index = 0;
  for await (const chunk of chunked(operations, { items: LARGEST_CHUNK, bytes: LARGEST_CHUNK_BYTES })) {
    const { results } = await send(chunk.map(withKey));
    for (const [at, operation] of chunk.entries()) {
      const result = results[at];
      if (result === undefined) throw new TypeError('The server answered with too few results');
      yield { index: index++, operation, result };
    }
  }
}

function withKey(operation: Operation): object {
  const key = operation.idempotency_key ?? keys.get(operation) ?? crypto.randomUUID();
  keys.set(operation, key);
  return { ...operation, idempotency_key: key };
}
