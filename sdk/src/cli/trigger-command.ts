import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import type { Dealwright } from '../client.ts';
import type { DealwrightEvent } from '../webhook-event.ts';
import { CONNECTION, connected, profileName } from './connected.ts';
import { forward } from './forwarder.ts';
import { readProfile } from './profiles.ts';
import { complain, paintStatus, say, UsageError } from './terminal.ts';
import { checkedSecret, newSecret } from './webhook-signing.ts';

export const TRIGGER_HELP = `dealwright trigger TYPE [--endpoint hook_… | --forward URL [--secret SECRET]] [--json]

Sends a made-up event of a type, such as deal.won, with the header webhook-test: true. Nothing changes in
the workspace, and the event is in no log: what your program sees is an example from the API document.

  without options   to where "dealwright listen" of this profile forwards, signed with the same secret
  --endpoint ID     the server sends it to a webhook endpoint, signed with that endpoint's secret
  --forward URL     to another address, signed with --secret or the profile's own
  --json            the outcome as a line of JSON
`;

const OPTIONS = {
  ...CONNECTION,
  endpoint: { type: 'string' },
  forward: { type: 'string' },
  secret: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Sends a made-up event: 0 when it was taken, 1 when not. */
export async function trigger(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [type] = positionals;
  const { json = false, endpoint } = values;
  if (type === undefined) throw new UsageError('Say which type of event: dealwright trigger deal.won');
  const { client, baseUrl } = await connected(values);
  if (endpoint !== undefined) return toEndpoint(client, endpoint, { type, json });
  const profile = await readProfile(profileName(values));
  const own = profile?.url === baseUrl ? profile : null;
  const url = values.forward ?? own?.listen_url;
  if (url === undefined)
    throw new UsageError('Say where to: start dealwright listen, or give --forward URL or --endpoint hook_…');
  const secret =
    values.secret === undefined ? (own?.listen_secret ?? newSecret()) : checkedSecret(values.secret);
  const event = await example(client, type);
  const headers = { 'webhook-test': 'true' };
  const { delivered } = await forward(event, { url, secret, json, headers });
  return delivered ? 0 : 1;
}

interface Asked {
  readonly type: string;
  readonly json: boolean;
}

async function toEndpoint(client: Dealwright, endpoint: string, { type, json }: Asked): Promise<number> {
  const result = await client.webhookEndpoints.test(endpoint, { type });
  const { delivered, status, error, duration_ms } = result;
  if (json) say(JSON.stringify({ endpoint_id: endpoint, type, ...result }));
  else
    say(
      `${type} to ${endpoint}: ${status === null ? (error ?? 'failed') : paintStatus(status)} in ${duration_ms} ms`,
    );
  return delivered ? 0 : 1;
}

/** The example of a type, as if it happened now. */
async function example(client: Dealwright, type: string): Promise<DealwrightEvent> {
  const [{ data }, { workspace }] = await Promise.all([client.eventTypes.list(), client.me()]);
  const found = data.find(({ name }) => name === type);
  if (!found) {
    const object = type.split('.')[0] ?? '';
    const near = data.map(({ name }) => name).filter((name) => name.startsWith(`${object}.`));
    complain(
      near.length > 0
        ? `There are: ${near.join(', ')}`
        : `There are: ${data.map(({ name }) => name).join(', ')}`,
    );
    throw new UsageError(`There is no type of event "${type}".`);
  }
  return {
    ...found.example,
    id: madeUpId(),
    timestamp: new Date().toISOString(),
    workspace_id: workspace.id,
  } as DealwrightEvent;
}

/** Looks like an event's id, and is none. */
const madeUpId = (): string =>
  `evt_0${[...randomBytes(25)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
