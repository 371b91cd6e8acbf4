import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Database } from '@platform/database';
import { createMasterKeyFile, KeyStore, readKeyRing, rotateKeys, sealedColumns } from '@platform/secrets';

import { TestApi, type TestWorkspace } from '../support/test-api';

let folder: string;
let path: string;
let api: TestApi;
let other: TestApi;
let workspace: TestWorkspace;

/** Two processes that follow one file. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dealwright-keys-'));
  path = join(folder, 'master.key');
  await createMasterKeyFile(path);
  api = await TestApi.start([], { masterKeyFile: path });
  other = await api.another();
  workspace = await api.workspace();
});
afterAll(async () => {
  await other.app.close();
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

const HOOK = { url: 'http://127.0.0.1:60009/', types: ['lead.*'], headers: { authorization: 'Bearer mine' } };

const rotate = (settleMs = 1500) => rotateKeys(api.database, { path, settleMs, say: () => undefined });

const idOf = (key: Buffer): string => new KeyStore({ masterKey: key }).currentId;

/** Where in the database something is sealed with a key. */
async function sealedWith(id: string): Promise<string[]> {
  const columns = await api.sql<{ table: string; column: string }>(
    `SELECT c.relname AS table, a.attname AS column FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.atttypid IN ('text'::regtype, 'jsonb'::regtype)`,
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await api.sql(`SELECT 1 FROM "${table}" WHERE "${column}"::text LIKE $1 LIMIT 1`, [
      `%s1.${id}.%`,
    ]);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found.sort();
}

/** Writes with a key for as long as something lasts, at both processes in turn; answers with what each was told. */
async function writingWhile(work: Promise<unknown>): Promise<Map<string, string>> {
  const told = new Map<string, string>();
  const state = { isOver: false };
  const end = () => {
    state.isOver = true;
  };
  work.then(end, end);
  for (let at = 0; !state.isOver; at += 1) {
    const name = `write-${at}`;
    const client = (at % 2 ? api : other).as(workspace.private_app_key);
    const { body } = await client
      .post('/v1/webhook-endpoints', { ...HOOK, description: name })
      .set('idempotency-key', name)
      .expect(201);
    told.set(name, String(body.secret));
    await client.delete(`/v1/webhook-endpoints/${body.id}`).expect(200);
  }
  await work;
  return told;
}

describe('a rotation of the master key', () => {
  it('replaces the key while processes serve: nothing sealed is lost, and nothing is left of the old key', async () => {
    const old = readKeyRing(path).current;
    const hook = await workspace.create('/v1/webhook-endpoints', HOOK);
    await workspace.post(`/v1/webhook-endpoints/${hook.id}/rotate-secret`).expect(200);
    const { body: page } = await workspace.get('/v1/members?limit=1').expect(200);
    await workspace.create('/v1/members', { name: 'Ola', email: 'ola@example.com' });
    const { body: cursors } = await workspace.get('/v1/members?limit=1').expect(200);
    expect(page.data).toHaveLength(1);
    expect((await sealedWith(idOf(old))).length).toBeGreaterThan(2);

    const told = await writingWhile(rotate());
    expect(told.size).toBeGreaterThan(5);
    const ring = readKeyRing(path);
    expect(ring.current.equals(old)).toBe(false);
    expect([ring.next, ring.previous]).toEqual([null, []]);
    expect(await sealedWith(idOf(old))).toEqual([]);
    expect(await sealedWith(idOf(ring.current))).toEqual([
      'idempotency_keys.result',
      'mail_queue.sealed',
      'signing_keys.private_jwk',
      'webhook_endpoints.headers',
      'webhook_endpoints.previous_secret',
      'webhook_endpoints.secret',
    ]);

    // A process that starts now knows the new key alone.
    const late = await api.another();
    try {
      const client = late.as(workspace.private_app_key);
      for (const [name, secret] of told) {
        const { body } = await client
          .post('/v1/webhook-endpoints', { ...HOOK, description: name })
          .set('idempotency-key', name)
          .expect(201);
        expect(body.secret).toBe(secret);
      }
      const { body } = await client.get(`/v1/webhook-endpoints/${hook.id}`).expect(200);
      expect(body.headers).toEqual({ authorization: expect.any(String) });
      await client.get(`/v1/members?limit=1&cursor=${cursors.next_cursor}`).expect(200);
      const stranger = await client.get(`/v1/teams?cursor=${cursors.next_cursor}`).expect(400);
      expect(stranger.body.errors[0].code).toBe('invalid_cursor');
    } finally {
      await late.app.close();
    }
  });

  it('goes on where it was when it is killed in the middle', async () => {
    const old = readKeyRing(path).current;
    for (let at = 0; at < 3; at += 1) await workspace.create('/v1/webhook-endpoints', HOOK);
    const steps: string[] = [];
    const killedAfter = (count: number) =>
      rotateKeys(api.database, {
        path,
        settleMs: 1200,
        say: (line) => {
          steps.push(line);
          if (steps.length === count) throw new Error('killed');
        },
      });
    await expect(killedAfter(1)).rejects.toThrow('killed');
    expect(readKeyRing(path).next).not.toBeNull();
    await expect(killedAfter(2)).rejects.toThrow('killed');
    expect(readKeyRing(path).previous).toHaveLength(1);
    await expect(killedAfter(3)).rejects.toThrow('killed');
    await workspace.get('/v1/webhook-endpoints').expect(200);
    await rotate();
    const ring = readKeyRing(path);
    expect([ring.current.equals(old), ring.next, ring.previous.length]).toEqual([false, null, 0]);
    expect(await sealedWith(idOf(old))).toEqual([]);
    await workspace.get('/v1/webhook-endpoints').expect(200);
    expect(readdirSync(folder)).toEqual(['master.key']);
  });
});

/** Sealed into what visitors send back, and stored nowhere. */
const NOT_STORED = new Set(['form_start', 'sign-in.provider']);

it('every purpose that something is sealed for is of a column that rotations know', () => {
  expect(api.app.get(Database)).toBeDefined();
  const known = new Set(sealedColumns().map(({ purpose }) => purpose));
  const files = readdirSync('libs', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.startsWith('platform/secrets/'),
  );
  const sealing = files
    .map((name) => ({ name, text: readFileSync(join('libs', name), 'utf8') }))
    .filter(({ text }) => /\bkeys\.seal\(/.test(text));
  expect(sealing.length).toBeGreaterThan(3);
  const unknown = sealing.flatMap(({ name, text }) => {
    const purposes = [...text.matchAll(/(?:purpose: |context\(\w+, )'([^']+)'/g)].map(
      ([, purpose = '']) => purpose,
    );
    if (purposes.length === 0) return [`${name}: says no purpose`];
    return purposes
      .filter((purpose) => !known.has(purpose) && !NOT_STORED.has(purpose))
      .map((purpose) => `${name}: ${purpose}`);
  });
  expect(unknown).toEqual([]);
});
