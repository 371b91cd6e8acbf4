import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import type { Dealwright } from '../client.ts';
import { logs } from './app-logs.ts';
import { type Manifest, starterManifest } from './app-manifest.ts';
import { CONNECTION, connected } from './connected.ts';

/** What a command about an app works with. */
interface Given {
  readonly client: Dealwright;
  readonly manifest: Manifest;
  readonly strict: boolean;
}

const COMMANDS: Readonly<Record<string, (given: Given) => Promise<number>>> = {
  validate,
  diff,
  push,
  logs: ({ client, manifest }) => logs(client, manifest.key),
};

/** Permissions would grow, which `--strict` tells programs apart from failures. */
const PERMISSIONS_GROW = 3;

/** Commands about an app: 0 when all is well, 1 when something is wrong with it, 2 for one that there is not. */
export async function app(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...CONNECTION, file: { type: 'string' }, strict: { type: 'boolean' } },
  });
  const [verb = ''] = positionals;
  const { file = 'crm-app.json', strict = false } = values;
  const address = values['base-url'] ?? process.env.DEALWRIGHT_BASE_URL;
  if (verb === 'init') return init(file, address);
  const command = COMMANDS[verb];
  if (!command) return complain(`dealwright app: there is no "${verb}"; see dealwright help`, 2);
  const manifest = await read(file);
  return command({ client: (await connected(values)).client, manifest, strict });
}

/** Begins a manifest; a file that is there already is left as it is. */
async function init(file: string, baseUrl: string | undefined): Promise<number> {
  const text = `${JSON.stringify(starterManifest(baseUrl), null, 2)}\n`;
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return complain(`${file} is there already`, 1);
  }
  say(`${file} is written: change it, then dealwright app validate`);
  return 0;
}

async function validate({ client, manifest }: Given): Promise<number> {
  const { valid, errors } = await client.apps.validate({ manifest });
  if (valid) say(`${manifest.key} ${manifest.version} is right`);
  for (const { pointer, detail } of errors) complain(`${pointer || '/'}: ${detail}`, 1);
  return valid ? 0 : 1;
}

async function diff({ client, manifest, strict }: Given): Promise<number> {
  const found = await client.apps.diff(manifest.key, { manifest });
  say(`${manifest.key} ${found.from_version ?? '(new)'} → ${found.to_version}`);
  for (const { pointer, from, to } of found.changes)
    say(`  ${pointer || '/'}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`);
  tellPermissions(found.permissions);
  return strict && found.permissions.grow ? PERMISSIONS_GROW : 0;
}

async function push({ client, manifest }: Given): Promise<number> {
  const known = await ownApp(client, manifest.key);
  if (known) {
    const { app: pushed, diff: found } = await client.apps.createVersion(known, { manifest });
    say(`${pushed.key} ${pushed.version} is rolled out`);
    tellPermissions(found.permissions);
    return 0;
  }
  const made = await client.apps.create({ manifest });
  say(`${made.key} ${made.version} is made: ${made.id}`);
  say('Keep these now, they are shown this once:');
  say(`  client_id       ${made.client_id}`);
  if (made.client_secret) say(`  client_secret   ${made.client_secret}`);
  if (made.signing_secret) say(`  signing_secret  ${made.signing_secret}`);
  return 0;
}

async function ownApp(client: Dealwright, key: string): Promise<string | null> {
  for await (const own of client.apps.list()) if (own.key === key) return own.id;
  return null;
}

interface Permissions {
  readonly grow: boolean;
  readonly scopes_added: readonly {
    readonly scope: string;
    readonly reason: string;
    readonly required: boolean;
  }[];
  readonly scopes_required: readonly string[];
  readonly fields_added: object;
}

function tellPermissions({ grow, scopes_added, scopes_required, fields_added }: Permissions): void {
  if (!grow) return;
  say('Permissions grow, and wait for admins where the app is installed:');
  for (const { scope, reason, required } of scopes_added)
    say(`  + ${scope}${required ? '' : ' (optional)'}: ${reason}`);
  for (const scope of scopes_required) say(`  ! ${scope} is required now`);
  for (const [object, use] of Object.entries(fields_added))
    say(`  + fields of ${object}: ${JSON.stringify(use)}`);
}

async function read(file: string): Promise<Manifest> {
  const json = JSON.parse(await readFile(file, 'utf8')) as unknown;
  if (typeof json === 'object' && json !== null && 'key' in json && typeof json.key === 'string') {
    return json as Manifest;
  }
  throw new Error(`${file} has no "key": dealwright app init writes a manifest to begin with`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string, code: number): number {
  process.stderr.write(`${line}\n`);
  return code;
}
