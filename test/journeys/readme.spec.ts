import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../events/support/until';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { BashSession } from './support/bash-session';
import { codeBlocks } from './support/code-blocks';
import { freePort, killPrograms, Program, root } from './support/program';

const blocks = codeBlocks('README.md', '## Five minutes to your first lead and webhook').map(
  ({ code }) => code,
);

let folder: string;
let session: BashSession;
let database: TestDatabase;
/** The README's port of the receiver may be taken on this machine. */
let receiverPort: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dealwright-readme-'));
  symlinkSync(join(root, 'sdk'), join(folder, 'sdk'));
  database = await cloneTemplate();
  receiverPort = await freePort();
  const port = await freePort();
  const server = new Program('standalone', { DATABASE_URL: database.url, PORT: String(port) }, folder);
  await server.ready(`http://127.0.0.1:${port}`);
  session = new BashSession(folder);
});

afterAll(async () => {
  await session.end();
  await killPrograms();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The only block that has these words, made ready to run here. */
function block(words: string): string {
  const found = blocks.filter((code) => code.includes(words));
  expect(found).toHaveLength(1);
  return (found[0] ?? '').replaceAll('4400', String(receiverPort));
}

const answerOf = (said: string): { id: string; data: { id: string }[] } => JSON.parse(said);

/** What an import says at its end. */
function countsOf(said: string): { created: number; fixed: number; known: number } {
  const found = /\n(\d+) created, (\d+) fixed, (\d+) already there, \d+ skipped\.\n/.exec(said);
  if (!found) throw new Error(`The import did not finish: ${said}`);
  return { created: Number(found[1]), fixed: Number(found[2]), known: Number(found[3]) };
}

it('leads from nothing to a first lead, a verified webhook and an import', async () => {
  const order = [
    'TOKEN=',
    'my-first-lead',
    'limit=10',
    'WEBHOOK_SECRET=',
    'receive-webhooks',
    'Hello',
    'import',
  ];
  expect(blocks.map((code) => order.findIndex((words) => code.includes(words)))).toEqual(
    order.map((_, at) => at),
  );

  await session.run(block('TOKEN='));
  expect(await session.run('echo "$TOKEN"')).toMatch(/^[\w.-]{30,}\n$/);

  const lead = answerOf(await session.run(block('my-first-lead')));
  expect(lead).toMatchObject({ first_name: 'Ada', emails: [{ value: 'ada@example.com' }] });
  const replay = await session.run(block('my-first-lead').replace('curl -s', 'curl -si'));
  expect(replay).toMatch(/^idempotent-replayed: true\r$/im);
  expect(answerOf(replay.slice(replay.indexOf('{')))).toEqual(lead);

  const listed = answerOf(await session.run(block('limit=10')));
  expect(listed.data.filter(({ id }) => id === lead.id)).toHaveLength(1);
  expect(listed.data[0]?.id).toBe(lead.id);

  await session.run(block('WEBHOOK_SECRET='));
  await session.run(block('receive-webhooks').replace('.mjs &', `.mjs ${receiverPort} &`));
  await until(() => session.output.includes('Waiting for events'));
  const hello = answerOf(await session.run(block('Hello')).then((said) => said.slice(said.indexOf('{"'))));
  await until(() => new RegExp(`#\\d+ lead\\.created ${hello.id}`).test(session.output));
  expect(session.output).not.toContain('refused');

  const [first, second] = block('import').trim().split('\n');
  const { created, fixed, known } = countsOf(await session.run(first ?? ''));
  expect(created + fixed).toBeGreaterThan(70);
  const again = countsOf(await session.run(second ?? ''));
  expect(again).toEqual({ created: 0, fixed: 0, known: created + fixed + known });
});
