import { parseArgs } from 'node:util';

import type { DealwrightEvent } from '../webhook-event.ts';
import { CONNECTION, connected } from './connected.ts';
import { filterIn, namesIn, START, startOf } from './event-start.ts';
import { mostIn } from './numbers.ts';
import { bold, dim, say, UsageError, untilStopped } from './terminal.ts';

export const EVENTS_HELP = `dealwright events tail [--types TYPES] [--filter JSON] [--since TIME | --from-cursor C]
                       [--limit N] [--json]

Shows what happens in the workspace, as it happens. Ctrl-C ends it.

  --types TYPES     only these: deal.*,lead.created
  --filter JSON     only events that meet it: '{"changed":{"has":"owner_id"}}'
  --since TIME      begin then instead of now: 2026-11-21T09:30:00Z, or 15m, 2h, 3d
  --from-cursor C   begin behind a cursor of GET /v1/events
  --limit N         end after so many
  --json            a line of JSON for each event, as the API shows it
`;

const OPTIONS = {
  ...CONNECTION,
  ...START,
  types: { type: 'string' },
  filter: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** `events tail`: 0 when it was ended. */
export async function events(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  if (positionals.join(' ') !== 'tail') throw new UsageError('Say what to do: dealwright events tail');
  const most = mostIn(values.limit);
  const signal = untilStopped();
  const { client } = await connected(values);
  const start = await startOf(client, values);
  const feed = client.events.poll({
    ...start,
    types: namesIn(values.types),
    filter: filterIn(values.filter) as never,
    signal,
  });
  let shown = 0;
  if (most === 0) return 0;
  for await (const event of feed) {
    if (!start.isWanted(event)) continue;
    say(values.json ? JSON.stringify(event) : lineOf(event));
    shown += 1;
    if (shown >= most) break;
  }
  return 0;
}

function lineOf({ timestamp, sequence, type, id, actor, data }: DealwrightEvent): string {
  const { object, changes } = data as { object: { id?: string }; changes: object };
  const fields = Object.keys(changes);
  const changed = fields.length > 0 ? `  ${fields.join(', ')}` : '';
  return `${dim(timestamp)}  ${sequence}  ${bold(type)}  ${object.id ?? ''}${changed}  ${dim(`by ${actor.id ?? actor.type}  ${id}`)}`;
}
