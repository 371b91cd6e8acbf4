import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { type ChainedEntry, faultOf, isChainedEntry } from './audit-chain.ts';
import { CONNECTION, connected } from './connected.ts';

/**
 * `audit verify`: looks through the hash chain of an exported log, or of the workspace's own. 0 when it holds, 1 with the
 * first entry that is not as it was written.
 */
export async function audit(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...CONNECTION, head: { type: 'string' } },
  });
  const [verb, file] = positionals;
  if (verb !== 'verify') throw new Error('Say what to do: dealwright audit verify [FILE]');
  if (file !== undefined) return verify(entriesIn(file), values.head);
  const { client } = await connected(values);
  const { number, hash } = await client.auditLog.getHead();
  return verify(upTo(client.auditLog.list({ sort: 'number', limit: 500 }), number), values.head ?? hash);
}

async function verify(entries: AsyncIterable<ChainedEntry>, head: string | undefined): Promise<number> {
  let last: ChainedEntry | null = null;
  let count = 0;
  let hasHead = head === undefined;
  for await (const entry of entries) {
    const fault = faultOf(entry, last);
    if (fault !== null) return broken(`at entry ${entry.number} (${entry.id}): ${fault}`);
    last = entry;
    count += 1;
    hasHead ||= entry.hash === head;
  }
  if (last && !hasHead) return broken(`somewhere: no entry has the hash ${head}`);
  const range = last ? `up to entry ${last.number}, head ${last.hash}` : 'the log is empty';
  process.stdout.write(`The audit log holds: ${count} entries, ${range}.\n`);
  return 0;
}

function broken(where: string): number {
  process.stdout.write(`The audit log is BROKEN ${where}.\n`);
  return 1;
}

async function* entriesIn(file: string): AsyncGenerator<ChainedEntry> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1;
    if (text === '') continue;
    const entry: unknown = JSON.parse(text);
    if (!isChainedEntry(entry)) throw new Error(`${file}, line ${line}: this is no entry of an audit log.`);
    yield entry;
  }
}

/** What comes later is of after the head. */
async function* upTo(entries: AsyncIterable<ChainedEntry>, number: number): AsyncGenerator<ChainedEntry> {
  for await (const entry of entries) {
    if (entry.number > number) return;
    yield entry;
  }
}
