import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { FileUpkeep } from '@crm/files';
import { FileStore } from '@platform/files';
import { toUuid } from '@platform/ids';

import type { Response } from 'supertest';

import { until } from '../events/support/until';
import { eventsOf } from '../records/support/stored-events';
import { TestApi, type TestWorkspace } from '../support/test-api';

const LIMIT = 300_000;

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start([], { fileLimitBytes: LIMIT });
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const bytes = Buffer.from('%PDF-1.7 not really');

const upload = (name: string, body: Buffer | string = bytes, more = '', type = 'application/pdf') =>
  workspace.raw('post', `/v1/files?name=${encodeURIComponent(name)}${more}`, body, type);

/** Every file under the folder of the store, finished or not. */
const stored = (): string[] =>
  existsSync(api.filesDir)
    ? readdirSync(api.filesDir, { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

const content = (id: string, client: Pick<TestWorkspace, 'get'> = workspace) =>
  client.get(`/v1/files/${id}/content`).buffer(true).parse(asBytes);

const asBytes = (answer: Response, done: (error: Error | null, body: unknown) => void): void => {
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  answer.on('end', () => done(null, Buffer.concat(chunks)));
};

describe('a file', () => {
  it('comes back as it was uploaded, to be saved and never to be run', async () => {
    const deal = await workspace.create('/v1/deals', { title: '20 desks' });
    const { body, headers } = await upload('Angebot „Büro“.pdf', bytes, `&links=${deal.id}`).expect(201);
    expect(body).toMatchObject({
      name: 'Angebot „Büro“.pdf',
      size: bytes.length,
      content_type: 'application/pdf',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      links: [{ object: 'deal', id: deal.id }],
      version: 1,
    });
    expect(headers.location).toBe(`/v1/files/${body.id}`);
    const answer = await content(body.id).expect(200);
    expect(answer.body).toEqual(bytes);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="Angebot _B_ro_.pdf"; filename*=UTF-8''Angebot%20%E2%80%9EB%C3%BCro%E2%80%9C.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    });
    expect((await workspace.get(`/v1/deals/${deal.id}/files`).expect(200)).body.data).toEqual([body]);
    const timeline = await workspace.get(`/v1/deals/${deal.id}/timeline?kinds=file`).expect(200);
    expect(timeline.body.data).toMatchObject([{ kind: 'file', file: { id: body.id } }]);
    expect((await eventsOf(api, body.id)).map(({ type }) => type)).toEqual(['file.created']);
  });

  it('may be JSON, a page or of no type at all, and is bytes to us', async () => {
    const types = ['application/json', 'text/html', 'nonsense', 'text/plain;a="b'];
    const answered: string[] = [];
    for (const type of types) {
      const { body } = await upload('x', '{"a":1}', '', type).expect(201);
      answered.push(body.content_type);
      expect((await content(body.id).expect(200)).body.toString()).toBe('{"a":1}');
    }
    expect(answered).toEqual([
      'application/json',
      'text/html',
      'application/octet-stream',
      'application/octet-stream',
    ]);
  });

  it.each(['../../etc/passwd', '..\\x', 'a/b', 'line\r\nSet-Cookie: a=b', 'nul\u0000', '', 'x'.repeat(256)])(
    'has no name such as %j',
    async (name) => {
      const before = stored();
      const { body } = await upload(name).expect(400);
      expect(body.errors[0].pointer).toBe('?name');
      expect(stored()).toEqual(before);
    },
  );

  it.each(['..', '.', 'con', '‮gpj.exe', '😀"; filename=evil.html', "a'b%00*.pdf"])(
    'may be called %j without any harm',
    async (name) => {
      const { body } = await upload(name).expect(201);
      const { headers } = await content(body.id).expect(200);
      const disposition = String(headers['content-disposition']);
      expect(disposition).toMatch(/^attachment; filename="[ !#-~]*"; filename\*=UTF-8''[\w.!~%-]+$/);
      expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(name);
    },
  );

  it('is renamed and linked like any record, and its bytes stay', async () => {
    const { body } = await upload('old').expect(201);
    const lead = await workspace.create('/v1/leads', { title: 'x' });
    const patched = await workspace
      .patch(`/v1/files/${body.id}`, { name: 'new', links: [{ id: lead.id }] })
      .expect(200);
    expect(patched.body).toMatchObject({ name: 'new', sha256: body.sha256, links: [{ id: lead.id }] });
    await workspace.patch(`/v1/files/${body.id}`, { sha256: 'x' }).expect(400);
  });

  it('has no content for other workspaces, and none while it is deleted', async () => {
    const { body } = await upload('secret').expect(201);
    const other = await api.workspace();
    await other.get(`/v1/files/${body.id}/content`).expect(404);
    await workspace.delete(`/v1/files/${body.id}`).expect(200);
    await workspace.get(`/v1/files/${body.id}/content`).expect(404);
    await workspace.post(`/v1/files/${body.id}/restore`).expect(200);
    expect((await content(body.id).expect(200)).body).toEqual(bytes);
  });
});

describe('an upload', () => {
  it('of nothing, of a record that is not there, or without a name leaves nothing', async () => {
    const before = stored();
    expect((await upload('x', '').expect(400)).body.errors).toMatchObject([{ code: 'empty' }]);
    const other = await (await api.workspace()).create('/v1/leads', { title: 'theirs' });
    const foreign = await upload('x', bytes, `&links=${other.id}`).expect(422);
    expect(foreign.body.errors).toMatchObject([{ pointer: '/links/0/id', code: 'unknown_reference' }]);
    await upload('x', bytes, '&links=pipe_01jc6nrygyfgx9y01bdgemwqv0').expect(400);
    await workspace.raw('post', '/v1/files', bytes, 'text/plain').expect(400);
    expect(stored()).toEqual(before);
  });

  it.each(['multipart/form-data; boundary=x', 'Multipart/mixed', 'application/x-www-form-urlencoded'])(
    'is the bytes themselves, and no %s',
    async (type) => {
      const before = stored();
      const { body } = await upload('x', '--x--', '', type).expect(415);
      expect(body.detail).toContain('not in a form');
      expect(stored()).toEqual(before);
    },
  );

  it('may be as large as the limit, and not a byte more, told or not', async () => {
    const before = stored().length;
    const { body } = await upload('large', randomBytes(LIMIT)).expect(201);
    expect(body.size).toBe(LIMIT);
    const { body: problem } = await upload('larger', randomBytes(LIMIT + 1)).expect(413);
    expect(problem.code).toBe('body_too_large');
    expect(await sent('Transfer-Encoding: chunked', chunked(randomBytes(LIMIT + 1)))).toContain('413');
    expect(stored()).toHaveLength(before + 1);
  });

  it('that breaks off leaves nothing', async () => {
    const before = stored();
    const socket = connect({ port: Number(new URL(api.url).port), host: '127.0.0.1' });
    socket.write(head('Content-Length: 100000'));
    socket.write(randomBytes(50_000));
    await until(() => Promise.resolve(stored().length > before.length || undefined));
    socket.destroy();
    await until(() => Promise.resolve(stored().length === before.length || undefined));
    expect(stored()).toEqual(before);
  });

  it('is done once per Idempotency-Key and bytes', async () => {
    const keyed = (body: string) => upload('once', body).set('idempotency-key', 'upload-1');
    const first = await keyed('one').expect(201);
    const before = stored();
    const second = await keyed('one').expect(201);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
    expect((await keyed('two').expect(422)).body.code).toBe('idempotency_key_reused');
    const asPage = upload('once', 'one', '', 'text/html').set('idempotency-key', 'upload-1');
    expect((await asPage.expect(422)).body.code).toBe('idempotency_key_reused');
    expect(stored()).toEqual(before);
  });

  it('that is only tried is checked whole and leaves nothing', async () => {
    const before = stored();
    const { body } = await upload('tried', bytes, '&validate_only=true').expect(201);
    expect(body).toMatchObject({ name: 'tried', size: bytes.length });
    await workspace.get(`/v1/files/${body.id}`).expect(404);
    expect(stored()).toEqual(before);
  });

  it('needs the right to write files before a byte is kept', async () => {
    const reader = await api.workspace(['files:read']);
    const before = stored();
    await reader.raw('post', '/v1/files?name=x', bytes, 'text/plain').expect(403);
    await api.as('dw_pak_nobody').raw('post', '/v1/files?name=x', bytes, 'text/plain').expect(401);
    expect(stored()).toEqual(before);
  });
});

describe('upkeep', () => {
  it('removes what was deleted, orphaned or broken off long ago, and nothing else', async () => {
    const upkeep = new FileUpkeep(api.database, api.app.get(FileStore));
    const month = new Date(Date.now() + 31 * 24 * 60 * 60 * 1000);
    const path = (id: string) => stored().find((one) => one.endsWith(toUuid('file', id) ?? '-')) ?? '';
    const [kept, deleted, orphan] = await Promise.all(
      ['kept', 'deleted', 'orphan'].map(async (name) => (await upload(name).expect(201)).body.id as string),
    );
    await workspace.delete(`/v1/files/${deleted}`).expect(200);
    const places = [kept, deleted, orphan].map((id) => path(String(id)));
    await api.sql('DELETE FROM files WHERE id = $1', [toUuid('file', String(orphan))]);
    await upkeep.step(new Date());
    expect(places.map(existsSync)).toEqual([true, true, true]);
    for (const place of places) utimesSync(place, new Date(), new Date());
    await upkeep.step(month);
    expect(places.map(existsSync)).toEqual([true, false, false]);
    await workspace.get(`/v1/files/${deleted}?deleted=include`).expect(404);
    expect((await content(String(kept)).expect(200)).body).toEqual(bytes);
  });

  it('leaves a file alone that is restored while it looks', async () => {
    const upkeep = new FileUpkeep(api.database, api.app.get(FileStore));
    const { id } = (await upload('late').expect(201)).body;
    await workspace.delete(`/v1/files/${id}`).expect(200);
    const isWaiting = async () => (await api.sql(WAITING)).length > 0 || undefined;
    const step = await api.database.transaction(async (tx) => {
      await tx.sql('test.restore', 'UPDATE files SET deleted_at = NULL WHERE id = $1', [toUuid('file', id)]);
      const running = upkeep.step(new Date(Date.now() + 31 * 24 * 60 * 60 * 1000));
      await until(isWaiting);
      return { running };
    });
    await step.running;
    expect((await content(id).expect(200)).body).toEqual(bytes);
  });
});

const WAITING = `SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%DELETE FROM files%' AND pid <> pg_backend_pid()`;

const head = (length: string): string =>
  [
    'POST /v1/files?name=raw HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: Bearer ${workspace.private_app_key}`,
    'Content-Type: text/plain',
    length,
    '',
    '',
  ].join('\r\n');

const chunked = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);

/** The status line of the answer to a request written by hand. */
async function sent(length: string, body: Buffer): Promise<string> {
  const socket = connect({ port: Number(new URL(api.url).port), host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.write(head(length));
  socket.write(body);
  return new Promise((resolve) => {
    socket.once('data', (data: Buffer) => {
      socket.destroy();
      resolve(data.toString().split('\r\n')[0] ?? '');
    });
  });
}
