import { parseArgs } from 'node:util';

import { Dealwright } from '../client.ts';
import { pause } from '../pause.ts';
import { CONNECTION, connected, profileName } from './connected.ts';
import { beginDevice, type DeviceCode, deviceTokens, OAuthRefusal, revoke } from './oauth.ts';
import { changeProfile, profilesPath, type StoredTokens } from './profiles.ts';
import { bold, complain, say, UsageError } from './terminal.ts';

export const LOGIN_HELP = `dealwright login [URL] [--key KEY] [--profile NAME]

Logs in to a server, and keeps the credentials for the other commands: in a file that only you can read.
Without --key it shows a code, and the address at which you allow it in a browser: the command line then
acts as you, and may what you may.

  URL             where the server is, http://127.0.0.1:3000 unless told (or --base-url, DEALWRIGHT_URL)
  --key KEY       a private app key or personal token instead; - reads it from standard input
  --profile NAME  several logins side by side; "default" unless told (or DEALWRIGHT_PROFILE)
`;

export const LOGOUT_HELP = `dealwright logout [--profile NAME]

Forgets the credentials of a profile; those of a browser login are ended at the server as well.
`;

export const WHOAMI_HELP = `dealwright whoami [--profile NAME] [--json]

Says which workspace the commands go to, and as whom.
`;

/** Keeps a way into a workspace: 0 when the server has taken it. */
export async function login(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION });
  const url = address(
    positionals[0] ?? values['base-url'] ?? process.env.DEALWRIGHT_URL ?? 'http://127.0.0.1:3000',
  );
  const name = profileName(values);
  const key = values.key === '-' ? await keyFromInput() : values.key;
  const credential = key ? { key } : { tokens: await tokensOf(await beginDevice(url), url) };
  const client = new Dealwright({ baseUrl: url, key: key ?? credential.tokens?.access_token ?? '' });
  const { principal, workspace } = await client.me();
  await changeProfile(name, (before) => ({
    ...credential,
    url,
    ...(before?.url === url && before.listen_secret && { listen_secret: before.listen_secret }),
  }));
  say(`You are ${principal.id} in ${bold(workspace.name)} at ${url}.`);
  say(`Kept as the profile "${name}" in ${profilesPath()}`);
  return 0;
}

/** Forgets a profile. */
export async function logout(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { profile: CONNECTION.profile } });
  const name = profileName(values);
  let refused: unknown = null;
  let was = false;
  await changeProfile(name, async (profile) => {
    was = profile !== null;
    if (profile?.tokens)
      await revoke(profile.url, profile.tokens).catch((error: unknown) => (refused = error));
    return null;
  });
  if (!was) return complain(`Nobody is logged in as "${name}".`);
  say(`Logged out of "${name}".`);
  if (refused !== null)
    return complain(
      'The server could not be told: end the session of the command line among your apps there.',
    );
  return 0;
}

/** Says who asks, and where. */
export async function whoami(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { ...CONNECTION, json: { type: 'boolean' } } });
  const { client, baseUrl } = await connected(values);
  const me = await client.me();
  if (values.json) say(JSON.stringify({ url: baseUrl, ...me }));
  else {
    say(`${bold(me.workspace.name)} (${me.workspace.id}) at ${baseUrl}`);
    say(`as ${me.principal.kind} ${me.principal.id}, with ${me.scopes.length} scopes`);
  }
  return 0;
}

/** Shows the code, and asks as often as the server likes until the person has decided (RFC 8628, section 3.4). */
async function tokensOf(device: DeviceCode, url: string): Promise<StoredTokens> {
  say(`Open ${bold(device.verification_uri_complete ?? device.verification_uri)}`);
  say(`and allow the code ${bold(device.user_code)}`);
  const end = Date.now() + device.expires_in * 1000;
  let waitMs = (device.interval ?? 5) * 1000;
  while (Date.now() < end) {
    await pause(waitMs);
    try {
      return await deviceTokens(url, device.device_code);
    } catch (error) {
      if (!(error instanceof OAuthRefusal)) throw error;
      if (error.code === 'slow_down') waitMs += 5000;
      else if (error.code === 'access_denied') throw new Error('It was not allowed.', { cause: error });
      else if (error.code !== 'authorization_pending') throw error;
    }
  }
  throw new Error('The code has run out: try again.');
}

function address(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new UsageError(`"${text}" is no address of a server, such as https://crm.example.com`);
}

async function keyFromInput(): Promise<string> {
  let text = '';
  for await (const piece of process.stdin) text += String(piece);
  if (text.trim() === '') throw new UsageError('No key came from standard input.');
  return text.trim();
}
