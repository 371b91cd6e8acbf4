import { parseArgs } from 'node:util';

import type { Dealwright } from '../client.ts';
import { pause } from '../pause.ts';
import { CONNECTION, connected } from './connected.ts';
import { namesIn, timeOf } from './event-start.ts';
import { wholeNumber } from './numbers.ts';
import { complain, say, UsageError, untilStopped } from './terminal.ts';

export const REPLAY_HELP = `dealwright replay --delivery dlvr_…
dealwright replay --endpoint hook_… (--failed | --failed-since TIME | --since TIME | --from-sequence N)
                  [--until TIME | --to-sequence N] [--types TYPES] [--dry-run] [--no-wait] [--json]

Sends again to a webhook endpoint: one delivery, those that were given up, or a part of the log. Receivers see
the same webhook-id as before. It waits until all of it is delivered or given up; Ctrl-C leaves it to go on.

  --delivery ID       this delivery, now, whatever became of it
  --endpoint ID       the endpoint that the rest is about
  --failed            every delivery that was given up
  --failed-since T    those of events since then: 2026-11-21T09:30:00Z, or 15m, 2h, 3d
  --since T           everything that the endpoint takes of the log, since then (--until T)
  --from-sequence N   the same from an event of the log on (--to-sequence N, which is the last)
  --types TYPES       only these: deal.*,lead.created
  --dry-run           only say how many deliveries there would be
  --no-wait           end as soon as it has begun
  --json              the delivery or the replay as lines of JSON
`;

const OPTIONS = {
  ...CONNECTION,
  delivery: { type: 'string' },
  endpoint: { type: 'string' },
  failed: { type: 'boolean' },
  'failed-since': { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  'from-sequence': { type: 'string' },
  'to-sequence': { type: 'string' },
  types: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'no-wait': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parsed>['values'];

const parsed = (args: string[]) => parseArgs({ args, options: OPTIONS });

type Replay = Awaited<ReturnType<Dealwright['webhookReplays']['get']>>;

type ReplayBody = NonNullable<Parameters<Dealwright['webhookEndpoints']['replay']>[1]>;

const EVERY_MS = 1000;

/** Sends again: 0 when all of it was delivered, or has begun with `--no-wait`; 1 when some of it was given up. */
export async function replay(args: string[]): Promise<number> {
  const { values } = parsed(args);
  const { delivery, endpoint } = values;
  if (delivery !== undefined) return retry((await connected(values)).client, delivery, values.json);
  if (endpoint === undefined)
    throw new UsageError('Say what to send again: --delivery dlvr_…, or --endpoint hook_…');
  const body = bodyOf(values);
  const { client } = await connected(values);
  const started = await client.webhookEndpoints.replay(endpoint, body, { validateOnly: values['dry-run'] });
  if (values['dry-run']) {
    const { count, is_complete: isAll } = started.matching ?? { count: 0, is_complete: true };
    say(
      values.json
        ? JSON.stringify(started)
        : `${isAll ? '' : 'at least '}${count} deliveries would be sent again`,
    );
    return 0;
  }
  tell(started, values.json);
  return values['no-wait'] ? 0 : follow(client, started, values.json);
}

async function retry(client: Dealwright, id: string, json = false): Promise<number> {
  const delivery = await client.deliveries.retry(id);
  say(json ? JSON.stringify(delivery) : `${delivery.id} (${delivery.type}) is ${delivery.state} again`);
  return 0;
}

/** What the options ask for, as the API takes it. */
function bodyOf(values: Values): ReplayBody {
  const failedSince = values['failed-since'];
  const since = failedSince ?? values.since;
  const from = wholeNumber('from-sequence', values['from-sequence']);
  const to = wholeNumber('to-sequence', values['to-sequence']);
  const isFailed = values.failed === true || failedSince !== undefined;
  if (!isFailed && since === undefined && from === undefined)
    throw new UsageError('Say from where: --failed, --failed-since TIME, --since TIME or --from-sequence N');
  const types = namesIn(values.types);
  return {
    ...(isFailed && { only: 'failed' }),
    ...(since !== undefined && { since: timeOf(since).toISOString() }),
    ...(values.until !== undefined && { until: timeOf(values.until).toISOString() }),
    ...(from !== undefined && { from_sequence: from }),
    ...(to !== undefined && { to_sequence: to }),
    ...(types && { types }),
  };
}

/** Asks how far it is until it has ended. */
async function follow(client: Dealwright, started: Replay, json: boolean | undefined): Promise<number> {
  const signal = untilStopped();
  let last = started;
  while (last.state === 'running') {
    await pause(EVERY_MS, signal).catch(() => undefined);
    if (signal.aborted) {
      say(`${last.id} goes on at the server`);
      return 0;
    }
    const now = await client.webhookReplays.get(last.id);
    if (JSON.stringify(now.progress) !== JSON.stringify(last.progress) || now.state !== last.state)
      tell(now, json);
    last = now;
  }
  if (last.progress.failed === 0 && last.state === 'completed') return 0;
  return complain(`${last.progress.failed} deliveries were given up, the replay is ${last.state}.`);
}

function tell(replayed: Replay, json = false): void {
  const { id, state, progress } = replayed;
  if (json) say(JSON.stringify(replayed));
  else
    say(
      `${id} ${state}: ${progress.made} sent, ${progress.delivered} delivered, ${progress.failed} given up`,
    );
}
