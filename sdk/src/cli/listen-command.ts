import { parseArgs } from 'node:util';
import type { Dealwright } from '../client.ts';
import type { PollOptions } from '../event-feed.ts';
import { CONNECTION, connected, profileName } from './connected.ts';
import { filterIn, namesIn, START, startOf } from './event-start.ts';
import { forward } from './forwarder.ts';
import { problemCode } from './problem-words.ts';
import { changeProfile, readProfile } from './profiles.ts';
import { bold, complain, dim, say, UsageError, untilStopped } from './terminal.ts';
import { checkedSecret, newSecret } from './webhook-signing.ts';

export const LISTEN_HELP = `dealwright listen --forward URL [--like hook_… | --types TYPES] [--filter JSON]
                  [--payload full|thin] [--fields NAMES]
                  [--since TIME | --from-cursor CURSOR | --resume] [--secret SECRET] [--json]

Follows the log of events and sends each to a program on this machine, signed as webhooks are (Standard
Webhooks): no public address is needed. Events go one after another, in their order. One that is not taken
is sent up to four times within seconds; then the next one follows. Ctrl-C ends it.

  --forward URL     where your program listens, such as http://localhost:4400/hooks
  --types TYPES     only these: deal.*,lead.created
  --filter JSON     only events that meet it: '{"changed":{"has":"owner_id"}}'
  --payload thin    only the id, type and url of what an event is about
  --fields NAMES    only these fields of it: title,stage_id
  --like hook_…     what that webhook endpoint is sent: its types, filter, payload and fields, unless told otherwise
  --since TIME      begin then instead of now: 2026-11-21T09:30:00Z, or 15m, 2h, 3d
  --from-cursor C   begin behind a cursor of GET /v1/events
  --resume          go on where the last listen of this profile has ended
  --secret SECRET   sign with this whsec_… instead of the profile's own, which is made at the first start
  --json            a line of JSON for each attempt
`;

const OPTIONS = {
  ...CONNECTION,
  ...START,
  forward: { type: 'string' },
  types: { type: 'string' },
  filter: { type: 'string' },
  payload: { type: 'string' },
  fields: { type: 'string' },
  like: { type: 'string' },
  secret: { type: 'string' },
  resume: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** Forwards events until it is stopped: 0. */
export async function listen(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { json = false } = values;
  const url = target(values.forward);
  const signal = untilStopped();
  const { client, baseUrl } = await connected(values);
  const name = profileName(values);
  const secret = await secretOf({ name, baseUrl, url }, values.secret);
  const cursor = values.resume ? await resumed(name, baseUrl) : values['from-cursor'];
  const start = await startOf(client, { since: values.since, 'from-cursor': cursor });
  const feed = client.events.poll({ ...start, ...(await chosen(client, values)), signal });
  if (!json) {
    say(`Forwarding events of ${bold(baseUrl)} to ${bold(url)}`);
    say(`They are signed with ${bold(secret)}`);
    say(dim('Ctrl-C ends it.'));
  }
  let kept: string | undefined;
  try {
    for await (const event of feed) {
      if (start.isWanted(event)) await forward(event, { url, secret, json, signal });
      // One that was cut off in the middle comes once more.
      if (feed.cursor !== kept && !signal.aborted) {
        kept = feed.cursor;
        await keep(name, kept);
      }
    }
  } catch (error) {
    if (problemCode(error) !== 'cursor_expired') throw error;
    return complain('Events behind that place are gone (they are kept 30 days): begin with --since.');
  }
  if (!json) say(dim('Ended.'));
  return 0;
}

interface Choice {
  readonly types?: string | undefined;
  readonly filter?: string | undefined;
  readonly payload?: string | undefined;
  readonly fields?: string | undefined;
  readonly like?: string | undefined;
}

/** Which events are forwarded, and how they are told: as to an endpoint, where one is named, and as the options say. */
async function chosen(client: Dealwright, { like, ...given }: Choice): Promise<PollOptions> {
  const endpoint = like === undefined ? null : await client.webhookEndpoints.get(like);
  return {
    types: namesIn(given.types) ?? endpoint?.types,
    filter: (filterIn(given.filter) ?? endpoint?.filter ?? undefined) as PollOptions['filter'],
    payload: payloadIn(given.payload) ?? endpoint?.payload,
    fields: namesIn(given.fields) ?? endpoint?.fields ?? undefined,
  };
}

function payloadIn(text: string | undefined): PollOptions['payload'] {
  if (text === undefined || text === 'full' || text === 'thin') return text;
  throw new UsageError('--payload is full or thin.');
}

function target(text: string | undefined): string {
  if (text === undefined)
    throw new UsageError('Say where your program listens: --forward http://localhost:4400/hooks');
  const url = /^\d+$/.test(text) ? `http://localhost:${text}/` : text;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).href;
  throw new UsageError(`--forward "${text}" is no address, such as http://localhost:4400/hooks`);
}

interface Listener {
  readonly name: string;
  readonly baseUrl: string;
  readonly url: string;
}

/**
 * What is signed with: the same at every start of a profile, so that the receiver is set up once; without a profile one for this run.
 * The profile keeps it and the address, to which `dealwright trigger` then sends as well.
 */
async function secretOf({ name, baseUrl, url }: Listener, given: string | undefined): Promise<string> {
  const own = given === undefined ? null : checkedSecret(given);
  const fresh = own ?? newSecret();
  const kept = await changeProfile(name, (profile) =>
    profile?.url === baseUrl
      ? { ...profile, listen_url: url, listen_secret: own ?? profile.listen_secret ?? fresh }
      : profile,
  );
  return kept?.url === baseUrl ? (kept.listen_secret ?? fresh) : fresh;
}

async function resumed(name: string, url: string): Promise<string> {
  const profile = await readProfile(name);
  if (!profile) throw new UsageError('--resume needs a login, which keeps the place: dealwright login');
  if (profile.url === url && profile.listen_cursor) return profile.listen_cursor;
  throw new UsageError('There is no earlier listen to go on from: begin without --resume.');
}

/** Keeps the place in the profile, if there is one. */
async function keep(name: string, cursor: string | undefined): Promise<void> {
  await changeProfile(name, (profile) =>
    profile === null || cursor === undefined ? profile : { ...profile, listen_cursor: cursor },
  );
}
