import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withConnection } from '@platform/database';

import { until } from '../events/support/until';
import { cloneTemplate, type TestDatabase } from '../support/test-database';
import { type Received, Receiver } from '../webhooks/support/receiver';
import { BashSession } from './support/bash-session';
import { Caller, credentialsIn, tokenFor } from './support/caller';
import { codeBlocks } from './support/code-blocks';
import { closeGuidePlace, openGuidePlace } from './support/guide-place';
import { freePort, Program, root } from './support/program';

let folder: string;
let database: TestDatabase;
let session: BashSession;
/** The product that all guides but one are about; started when the first of them is. */
let product: Promise<{ url: string; token: string }> | null = null;

beforeAll(async () => {
  ({ folder, database } = await openGuidePlace());
});
afterEach(() => session.end());
afterAll(() => closeGuidePlace({ folder, database }));

const shellOf = (file: string): string[] =>
  codeBlocks(file).flatMap(({ language, code }) => (language === 'sh' ? [code] : []));

const json = (said: string) => JSON.parse(said.slice(said.indexOf('{')));

/** A session beside the product, with the address and a token of it in its environment. */
async function served(): Promise<{ url: string; token: string }> {
  product ??= startProduct();
  const { url, token } = await product;
  session = new BashSession(folder, { URL: url, TOKEN: token });
  return { url, token };
}

async function startProduct(): Promise<{ url: string; token: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await new Program('standalone', { DATABASE_URL: database.url, PORT: String(port) }, folder).ready(url);
  return { url, token: await tokenFor(url, credentialsIn(join(folder, '.dealwright'))) };
}

/** Runs a function of a document's snippet in a process of its own. */
function callSnippet(code: string, name: string, request: Received, secret: string) {
  writeFileSync(join(folder, 'snippet.mjs'), code);
  const call = `import { ${name} } from './snippet.mjs';
const { headers, body, secret } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(await ${name}(headers, body, secret)));`;
  writeFileSync(join(folder, 'call.mjs'), call);
  const { headers, body } = request;
  return spawnSync(process.execPath, ['call.mjs', JSON.stringify({ headers, body, secret })], {
    cwd: folder,
    encoding: 'utf8',
  });
}

type SixCommands = [string, string, string, string, string, string];

it('docs/webhooks.md: every piece of code does what it is there for', async () => {
  const { url, token } = await served();
  const receiver = await Receiver.start();
  const commands = shellOf('docs/webhooks.md');
  expect(commands).toHaveLength(6);
  const [create, test, rotate, deliveries, replay, events] = commands as SixCommands;

  await session.run(create.replace('http://127.0.0.1:4400/', receiver.url));
  const secret = (await session.run('echo "$WEBHOOK_SECRET"')).trim();
  expect(secret).toMatch(/^whsec_/);
  expect(json(await session.run(test))).toMatchObject({ delivered: true, status: 204 });
  expect(receiver.requests[0]?.headers['webhook-test']).toBe('true');

  const lead = await new Caller(url, token).post('/v1/leads', { first_name: 'Ada' });
  const request = await until<Received | undefined>(() => receiver.requests[1]);
  const [bySdk = '', byHand = ''] = codeBlocks('docs/webhooks.md').flatMap(({ language, code }) =>
    language === 'js' ? [code] : [],
  );
  const event = callSnippet(bySdk, 'eventFrom', request, secret);
  expect(json(event.stdout)).toMatchObject({ type: 'lead.created', data: { object: { id: lead.body.id } } });
  expect(callSnippet(byHand, 'isGenuine', request, secret).stdout).toBe('true\n');
  const forged = { ...request, body: request.body.replace('Ada', 'Eve') };
  expect(forged.body).not.toBe(request.body);
  expect(callSnippet(bySdk, 'eventFrom', forged, secret).stderr).toContain('WebhookVerificationError');
  expect(callSnippet(byHand, 'isGenuine', forged, secret).stdout).toBe('false\n');
  const old = { ...request, headers: { ...request.headers, 'webhook-timestamp': '1700000000' } };
  expect(callSnippet(byHand, 'isGenuine', old, secret).stdout).toBe('false\n');

  const rotated = json(await session.run(rotate));
  expect(rotated.secret).not.toBe(secret);
  await new Caller(url, token).post('/v1/leads', { first_name: 'Grace' });
  const twice = await until<Received | undefined>(() => receiver.requests[2]);
  expect(String(twice.headers['webhook-signature']).split(' ')).toHaveLength(2);
  for (const each of [secret, rotated.secret]) {
    expect(callSnippet(byHand, 'isGenuine', twice, each).stdout).toBe('true\n');
  }

  expect(json(await session.run(deliveries)).data).toMatchObject([{ type: 'lead.created' }]);
  expect(json(await session.run(replay))).toMatchObject({ state: 'running', only: 'failed' });
  const types = json(await session.run(events)).data.map(({ type }: { type: string }) => type);
  expect(new Set(types)).toEqual(new Set(['lead.created']));
  await receiver.stop();
});

it('docs/forms.md: a form is made, sent and becomes a lead as it is written', async () => {
  const { url, token } = await served();
  const [make = '', send = '', look = ''] = shellOf('docs/forms.md');
  await session.run(make);
  expect(json(await session.run(send)).id).toMatch(/^subm_/);
  const mapped = await until(async () => {
    const [submission] = json(await session.run(look)).data;
    return submission.state === 'mapped' && submission;
  });
  expect(mapped).toMatchObject({ utm: { source: 'newsletter' }, consent: { given: true } });
  const { body } = await new Caller(url, token).get(`/v1/leads/${mapped.lead_id}`);
  expect(body).toMatchObject({ first_name: 'Ada', comment: 'Please call me.' });
});

it('docs/duplicates.md: contacts are scanned, and those that are there twice are found', async () => {
  const { url, token } = await served();
  const caller = new Caller(url, token);
  const client = {
    first_name: 'Amélie',
    last_name: 'Dubois',
    emails: [{ value: 'amelie.dubois@example.com' }],
  };
  for (const first_name of ['Amélie', 'Amelie']) await caller.post('/v1/contacts', { ...client, first_name });
  const [start = '', list = ''] = shellOf('docs/duplicates.md');
  expect(json(await session.run(start))).toMatchObject({ kind: 'duplicate_scan', object: 'contact' });
  const found = await until(async () => {
    const { total, data } = json(await session.run(list));
    return total > 0 && data;
  });
  expect(found[0]).toMatchObject({ object: 'contact', state: 'open' });
  expect(found[0].record_ids).toHaveLength(2);
});

it('docs/files.md: a file is uploaded to a deal and comes back as it is written', async () => {
  const { url, token } = await served();
  const [upload = '', download = ''] = shellOf('docs/files.md');
  await session.run(upload);
  expect(await session.run(download)).toBe('Rue du Moulin 4\n69003 Lyon\n');
  const [file, deal] = (await session.run('echo "$FILE $DEAL"')).trim().split(' ');
  const { body } = await new Caller(url, token).get(`/v1/deals/${deal}/files`);
  expect(body.data).toMatchObject([{ id: file, name: 'address.txt', content_type: 'text/plain', size: 27 }]);
  expect(readdirSync(join(folder, '.dealwright/files'))).not.toEqual([]);

  const code = codeBlocks('docs/files.md').find(({ language }) => language === 'js')?.code ?? '';
  const program = `import { Dealwright } from 'dealwright';
const client = new Dealwright({ baseUrl: ${JSON.stringify(url)}, key: ${JSON.stringify(token)} });
const deal = { id: ${JSON.stringify(deal)} };
${code}
console.log(JSON.stringify({ text: await blob.text(), type: blob.type }));`;
  writeFileSync(join(folder, 'upload.mjs'), program);
  const { stdout } = spawnSync(process.execPath, ['upload.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(json(stdout)).toEqual({ text: 'Rue du Moulin 4', type: 'text/plain' });
});

it('docs/keys.md: a key is made, used, replaced and revoked as it is written', async () => {
  const { url } = await served();
  const [make = '', rotate = '', revoke = '', personal = ''] = shellOf('docs/keys.md');
  expect(json(await session.run(make))).toMatchObject({ first_name: 'Ada' });
  const rotated = json(await session.run(rotate));
  expect(rotated).toMatchObject({ name: 'Shop', version: 2, token: expect.stringMatching(/^dw_pak_/) });
  expect(json(await session.run(revoke)).revoked_at).toEqual(expect.any(String));
  await until(async () => (await new Caller(url, rotated.token).get('/v1/me')).status === 401);
  const laptop = json(await session.run(personal));
  expect(laptop).toMatchObject({ name: 'Laptop', token: expect.stringMatching(/^dw_pat_/) });
  const { body } = await new Caller(url, laptop.token).get('/v1/me');
  expect(body).toMatchObject({ principal: { kind: 'member' }, member: { name: 'Ola' } });
});

it('docs/request-log.md: a refused request is found with its problem', async () => {
  await served();
  const [ask = ''] = shellOf('docs/request-log.md');
  expect(json((await session.run(ask, 60_000)).trim()).data[0]).toMatchObject({
    path: '/v1/leads',
    status: 400,
    problem: 'invalid_request',
  });
}, 90_000);

it('docs/cli.md: somebody logs in, and sees what happens', async () => {
  const { url } = await served();
  const [login = '', see = ''] = shellOf('docs/cli.md');
  expect(await session.run(login, 60_000)).toContain(`at ${url}`);
  const [event = '', logged = ''] = (await session.run(see, 60_000)).trim().split('\n');
  expect(JSON.parse(event)).toMatchObject({ type: expect.stringMatching(/^lead\./) });
  expect(logged).toMatch(/201 {2}POST \/v1\/leads/);
}, 150_000);

it('docs/audit.md: an action is kept, exported and verified, and a change is found', async () => {
  const { url } = await served();
  const [act = '', verify = '', anchored = ''] = shellOf('docs/audit.md');
  const listed = (await session.run(act)).split('{"data":')[1] ?? '';
  expect(JSON.parse(`{"data":${listed}`)).toMatchObject({
    data: [{ action: 'team.created', after: { name: 'Northern region' } }],
  });
  expect(await session.run(verify)).toMatch(/^The audit log holds: [1-9]\d* entries/);
  expect(await session.run(anchored)).toMatch(/^The audit log holds/);
  const byServer = `DEALWRIGHT_BASE_URL=${url} DEALWRIGHT_KEY=$TOKEN npx dealwright audit verify`;
  expect(await session.run(byServer)).toMatch(/^The audit log holds/);
  const tampered =
    'sed -i s/Northern/Southern/ audit-log.ndjson; npx dealwright audit verify audit-log.ndjson || true';
  expect(await session.run(tampered)).toMatch(
    /^The audit log is BROKEN at entry \d+ \(audt_\w+\): it was changed/,
  );

  const inDatabase = () =>
    spawnSync(process.execPath, ['dist/apps/verify-audit/main.js'], {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: database.url },
      encoding: 'utf8',
    });
  expect(inDatabase()).toMatchObject({ status: 0, stdout: expect.stringMatching(/entries hold, head/) });
  await withConnection(database.url, (connection) =>
    connection.sql(
      '',
      `/* test */ UPDATE audit_entries SET action = 'team.deleted' WHERE action = 'team.created'`,
    ),
  );
  expect(inDatabase()).toMatchObject({ status: 1, stdout: expect.stringMatching(/BROKEN at entry \d+/) });
});

it('docs/incoming-urls.md: what is posted becomes leads, and what failed is mended, as it is written', async () => {
  const { url, token } = await served();
  const [make = '', attempt = '', mend = ''] = shellOf('docs/incoming-urls.md');
  const made = json(await session.run(make));
  expect(made.result).toBe('created');
  const lead = async (id: string) => (await new Caller(url, token).get(`/v1/leads/${id}`)).body;
  expect(await lead(made.id)).toMatchObject({
    first_name: 'Ada',
    last_name: 'Lovelace',
    emails: [{ value: 'ada@example.com' }],
    source: 'website',
  });
  expect(json(await session.run(attempt))).toMatchObject({
    fields: { first_name: 'Grace', last_name: 'Hopper', source: 'website' },
    result: 'created',
  });
  const said = await session.run(mend);
  const capture = JSON.parse(said.slice(said.lastIndexOf('{"id":"capt_')));
  expect(capture).toMatchObject({ state: 'done', problem: null });
  expect(await lead(capture.record_id)).toMatchObject({ emails: [{ value: 'grace@example.com' }] });
});

it('docs/rights.md: a role is made, given to a member, and limited in a pipeline as it is written', async () => {
  await served();
  const [make = '', place = ''] = shellOf('docs/rights.md');
  expect(json(await session.run(make))).toMatchObject({
    role: 'northern_sales',
    objects: { deal: { read: 'team', update: 'own' } },
    fields: [{ field: 'amount', access: 'hidden' }, { field: 'amount_base' }],
    settings: ['segments'],
  });
  expect(json(await session.run(place))).toMatchObject({
    pipelines: [{ read: 'all', update: 'none' }],
    version: 2,
  });
});

it('docs/operating.md: the processes apart start as they are written', async () => {
  const [port, workerPort] = [String(await freePort()), String(await freePort())];
  const own = await cloneTemplate();
  session = new BashSession(folder, {
    DATABASE_URL: own.url,
    DEALWRIGHT_MASTER_KEY: randomBytes(32).toString('base64'),
    PORT: port,
    WORKER_PORT: workerPort,
  });
  const [apart = '', limits = ''] = shellOf('docs/operating.md');
  expect(limits).toContain('NODE_OPTIONS');
  const said = await session.run(
    `${limits}${apart}`.replace('3000', port).replace('3001', workerPort),
    60_000,
  );
  expect(said).toContain('The database is up to date.');
  expect(said.match(/\{"status":"ready"\}/g)).toHaveLength(2);
  await own.drop();
});

it('docs/operating.md: the master key is changed while everything serves', async () => {
  const { url, token } = await served();
  const rotate = shellOf('docs/operating.md').find((code) => code.includes('keys:rotate')) ?? '';
  const before = readFileSync(join(folder, '.dealwright/master.key'), 'utf8');
  const run = `DATABASE_URL=${database.url} node dist/apps/rotate-keys/main.js`;
  const said = await session.run(rotate.replace('npm run keys:rotate', run));
  expect(said).toContain('The old key is gone');
  expect(readFileSync(join(folder, '.dealwright/master.key'), 'utf8')).not.toContain(before.trim());
  const made = await new Caller(url, token).post('/v1/leads', { first_name: 'Ada' });
  expect(made.status).toBe(201);
});

it('docs/operating.md names every setting and every metric', () => {
  session = new BashSession(folder);
  const text = readFileSync(join(root, 'docs/operating.md'), 'utf8');
  const config = join(root, 'libs/platform/config');
  const sources = readdirSync(config).map((name) => readFileSync(join(config, name), 'utf8'));
  const settings = sources.flatMap((source) =>
    [...source.matchAll(/(?:'|env\.)([A-Z][A-Z_]{3,})\b/g)].map(([, name]) => name),
  );
  expect(settings).toEqual(expect.arrayContaining(['HOST', 'DATABASE_URL', 'DEALWRIGHT_MASTER_KEY']));
  const documented = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(documented.sort()).toEqual([...new Set(settings)].sort());

  const found = spawnSync(
    'grep',
    ['-rhoE', "(name:|NAME =) 'dealwright_[a-z_]+'", 'libs', '--include=*.ts'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  ).stdout;
  const metrics = found.match(/dealwright_\w+/g) ?? [];
  expect(metrics.length).toBeGreaterThan(5);
  expect(metrics.filter((name) => !text.includes(name))).toEqual([]);
});
