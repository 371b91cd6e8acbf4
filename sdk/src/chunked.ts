/** Items in chunks of at most so many, and of at most so many bytes as JSON; an item that is larger comes alone. */
export async function* chunked<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limits: { readonly items: number; readonly bytes: number },
): AsyncGenerator<readonly Item[], void, undefined> {
  let chunk: Item[] = [];
  let bytes = 0;
  for await (const item of items) {
    const size = encoder.encode(JSON.stringify(item)).length + PER_ITEM_BYTES;
    if (chunk.length === limits.items || (chunk.length > 0 && bytes + size > limits.bytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

const encoder = new TextEncoder();
/** A comma, and an Idempotency-Key when one is added. */
const PER_ITEM_BYTES = 64;
