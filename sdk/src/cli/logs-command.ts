import { parseArgs } from 'node:util';

import { metaOf } from '../answer-meta.ts';
import type { Dealwright } from '../client.ts';
import type { QueryOf } from '../operation-types.ts';
import { pause } from '../pause.ts';
import { CONNECTION, connected } from './connected.ts';
import { timeOf } from './event-start.ts';
import { mostIn } from './numbers.ts';
import { dim, paintStatus, red, say, UsageError, untilStopped } from './terminal.ts';

export const LOGS_HELP = `dealwright logs tail [--status 4xx] [--method POST] [--path PATH] [--credential ID]
                     [--since TIME] [--limit N] [--json]

Shows the requests to the API as they are answered, about a second later. Ctrl-C ends it.

  --status S        a status (404), or all that begin like it (4xx)
  --method M        GET, POST …
  --path P          the path of an operation ('/v1/leads/{id}'), or that of a request
  --credential ID   those of a key, a member or an installation
  --since TIME      begin then instead of now: 2026-11-21T09:30:00Z, or 15m, 2h, 3d
  --limit N         end after so many
  --json            a line of JSON for each request, as the API shows it
`;

const OPTIONS = {
  ...CONNECTION,
  status: { type: 'string' },
  method: { type: 'string' },
  path: { type: 'string' },
  credential: { type: 'string' },
  since: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const EVERY_MS = 1000;
/** Entries of several processes come in a little later than one another: so much is looked at again. */
const OVERLAP_MS = 10_000;

type Logged = Awaited<ReturnType<Dealwright['requestLog']['list']>>['data'][number];
type Query = NonNullable<QueryOf<'request_log.list'>>;

/** `logs tail`: 0 when it was ended. */
export async function logs(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  if (positionals.join(' ') !== 'tail') throw new UsageError('Say what to do: dealwright logs tail');
  const { status, path, credential, json = false } = values;
  const most = mostIn(values.limit);
  const signal = untilStopped();
  const { client } = await connected(values);
  const begin = values.since === undefined ? await serverTime(client) : timeOf(values.since);
  const method = values.method?.toUpperCase();
  const query = { ...given({ status, path, credential, method }), limit: 500 } as Query;
  let shown = 0;
  for await (const entry of answered({ client, query, begin, signal })) {
    if (shown >= most) break;
    say(json ? JSON.stringify(entry) : lineOf(entry));
    shown += 1;
    if (shown >= most) break;
  }
  return 0;
}

interface Tail {
  readonly client: Dealwright;
  readonly query: Query;
  readonly begin: Date;
  readonly signal: AbortSignal;
}

/** Every entry from a time on, once, the oldest first, for as long as nobody stops it. */
async function* answered({ client, query, begin, signal }: Tail): AsyncGenerator<Logged> {
  let since = begin.getTime();
  let seen = new Map<string, number>();
  while (!signal.aborted) {
    const fresh: Logged[] = [];
    const list = client.requestLog.list({ ...query, since: new Date(since).toISOString() });
    for await (const entry of list) if (!seen.has(entry.id)) fresh.unshift(entry);
    for (const entry of fresh) {
      seen.set(entry.id, Date.parse(entry.answered_at));
      yield entry;
    }
    since = Math.max(since, Math.max(...seen.values()) - OVERLAP_MS);
    seen = new Map([...seen].filter(([, time]) => time >= since));
    await pause(EVERY_MS, signal).catch(() => undefined);
  }
}

/** What time it is at the server: its entries are of that clock. */
async function serverTime(client: Dealwright): Promise<Date> {
  const date = metaOf(await client.requestLog.list({ limit: 1 }))?.headers.get('date');
  return date ? new Date(date) : new Date();
}

const given = (values: Readonly<Record<string, string | undefined>>): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function lineOf({
  answered_at,
  method,
  path,
  query,
  status,
  problem,
  duration_ms,
  ...entry
}: Logged): string {
  const address = query === null ? path : `${path}?${query}`;
  const why = problem === null ? '' : `  ${red(problem)}`;
  const stands = entry.sample_rate > 1 ? `  ×${entry.sample_rate}` : '';
  return `${dim(answered_at)}  ${paintStatus(status)}  ${method} ${address}${why}${stands}  ${dim(`${Math.round(duration_ms)} ms  ${entry.request_id}`)}`;
}
