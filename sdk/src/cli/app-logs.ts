import type { Dealwright } from '../client.ts';

interface Line {
  readonly at: string;
  readonly text: string;
}

/** How many entries of each kind are looked at. */
const LATEST = 50;

/** Prints what the app was asked and sent in the workspace of the caller, the latest last: 1 when it was never installed here. */
export async function logs(client: Dealwright, key: string): Promise<number> {
  const installed = await installationsOf(client, key);
  if (installed.length === 0) {
    process.stderr.write(`${key} is not installed in this workspace\n`);
    return 1;
  }
  const lines = [...(await callsOf(client, installed)), ...(await deliveriesOf(client, installed))];
  for (const { at, text } of lines.sort((a, b) => a.at.localeCompare(b.at)))
    process.stdout.write(`${at}  ${text}\n`);
  return 0;
}

async function installationsOf(client: Dealwright, key: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { id, app_key } of client.installations.list()) if (app_key === key) found.push(id);
  return found;
}

async function callsOf(client: Dealwright, installations: readonly string[]): Promise<Line[]> {
  const pages = await Promise.all(
    installations.map((id) => client.installations.listCalls(id, { limit: LATEST })),
  );
  return pages.flatMap(({ data }) =>
    data.map(({ created_at, slot, outcome, status, error, duration_ms, drafts, refused }) => ({
      at: created_at,
      text: `${slot}  ${outcome}  ${error ?? status ?? ''}  ${duration_ms} ms  ${refused} of ${drafts} refused`,
    })),
  );
}

async function deliveriesOf(client: Dealwright, installations: readonly string[]): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const { id, installation_id } of client.webhookEndpoints.list()) {
    if (installation_id === null || !installations.includes(installation_id)) continue;
    const { data } = await client.webhookEndpoints.listDeliveries(id, { limit: LATEST });
    lines.push(
      ...data.map(({ created_at, type, state, attempts }) => ({
        at: created_at,
        text: `${type}  ${state}  after ${attempts} attempts`,
      })),
    );
  }
  return lines;
}
