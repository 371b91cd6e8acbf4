import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { AuditModule, verifyAuditLogs } from '@access/audit';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import type { Response } from 'supertest';

import { WORKER_PARTS } from '../../apps/worker/worker-parts';
import { key, stored } from '../support/credentials';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start([], { trustProxy: true });
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

interface Entry {
  readonly id: string;
  readonly number: number;
  readonly action: string;
  readonly before: object | null;
  readonly after: object | null;
  readonly occurred_at: string;
  readonly hash: string;
}

const entries = async (query = ''): Promise<Entry[]> =>
  (await workspace.get(`/v1/audit-log${query}`).expect(200)).body.data;

const head = async (): Promise<{ number: number; hash: string }> =>
  (await workspace.get('/v1/audit-log/head').expect(200)).body;

const team = (name: string) => workspace.create('/v1/teams', { name });

/** What the operator's verification says of this workspace. */
async function verified() {
  for await (const log of verifyAuditLogs(api.database)) {
    if (log.workspaceId === workspace.workspace_id) return log;
  }
  throw new Error('This workspace was not looked at.');
}

describe('a privileged action', () => {
  it('is kept with who did it, from where, and what it changed', async () => {
    const { id } = await team('North');
    const { headers } = await workspace
      .patch(`/v1/teams/${id}`, { name: 'South' })
      .set('x-forwarded-for', '203.0.113.7')
      .set('user-agent', 'Test 1.0')
      .expect(200);
    const [changed, made] = await entries();
    expect(changed).toMatchObject({
      action: 'team.updated',
      workspace_id: workspace.workspace_id,
      target: { type: 'team', id },
      before: { name: 'North' },
      after: { name: 'South' },
      actor: { type: 'app', id: workspace.installation_id },
      on_behalf_of: null,
      credential: expect.stringMatching(/^key_/),
      address: '203.0.113.7',
      user_agent: 'Test 1.0',
      request_id: headers['request-id'],
    });
    expect(made).toMatchObject({ action: 'team.created', before: null, after: { id, name: 'North' } });
    await workspace.delete(`/v1/teams/${id}`).expect(200);
    const [deleted] = await entries('?limit=1');
    expect(deleted).toMatchObject({ action: 'team.deleted', before: { id, name: 'South' }, after: null });
    const { body } = await workspace.get(`/v1/audit-log/${deleted?.id}`).expect(200);
    expect(body).toEqual(deleted);
  });

  it('has a name of its own where one word for all changes would hide what was done', async () => {
    const { id: memb } = await workspace.create('/v1/members', { name: 'Ola', email: 'ola@example.com' });
    await workspace.post(`/v1/members/${memb}/deactivate`).expect(200);
    await workspace.post(`/v1/members/${memb}/reactivate`).expect(200);
    const { id: made } = await workspace.create('/v1/keys', { name: 'Shop', scopes: ['leads:read'] });
    await workspace.post(`/v1/keys/${made}/rotate`).expect(200);
    await workspace.delete(`/v1/keys/${made}`).expect(200);
    const { id: hook } = await workspace.create('/v1/webhook-endpoints', {
      url: 'http://127.0.0.1:60009/',
      types: ['lead.*'],
    });
    for (const action of ['pause', 'resume', 'rotate-secret'])
      await workspace.post(`/v1/webhook-endpoints/${hook}/${action}`).expect(200);
    const actions = (await entries('?sort=number')).map(({ action }) => action);
    expect(actions.slice(-9)).toEqual([
      'member.deactivated',
      'member.reactivated',
      'key.created',
      'key.rotated',
      'key.revoked',
      'webhook_endpoint.created',
      'webhook_endpoint.paused',
      'webhook_endpoint.resumed',
      'webhook_endpoint.secret_rotated',
    ]);
  });

  it('is not kept when it was only tried, refused, changed nothing or was done before', async () => {
    const { id } = await team('North');
    const { number } = await head();
    await workspace.patch(`/v1/teams/${id}?validate_only=true`, { name: 'South' }).expect(200);
    await workspace.patch(`/v1/teams/${id}`, { name: 'North' }).expect(200);
    await workspace.patch(`/v1/teams/${id}`, { name: 'South' }).set('if-match', '"7"').expect(412);
    await workspace.post('/v1/teams', { name: 'North' }).expect(409);
    expect((await head()).number).toBe(number);
    for (let time = 0; time < 2; time += 1)
      await workspace.post('/v1/teams', { name: 'East' }).set('idempotency-key', 'east').expect(201);
    expect((await head()).number).toBe(number + 1);
  });

  it('is kept once when many are done at once, without a gap and in one chain', async () => {
    const before = (await head()).number;
    const names = Array.from({ length: 20 }, (_, at) => `Team ${at}`);
    await Promise.all(names.map(team));
    const all = await entries(`?sort=number&limit=100&action=team.created`);
    expect(all.map(({ number }) => number)).toEqual(names.map((_, at) => before + at + 1));
    expect(await verified()).toMatchObject({ head: { number: before + 20 }, fault: null });
  });

  it('never has a secret in its entry', async () => {
    const url = 'https://hooks.example.com/?x=1';
    const headers = { authorization: 'Bearer my-own-secret' };
    const hook = { url, types: ['lead.*'], headers };
    const { secret } = await workspace.create('/v1/webhook-endpoints', hook);
    const { id, token } = await workspace.create('/v1/keys', { name: 'Shop', scopes: ['leads:read'] });
    const rotated = (await workspace.post(`/v1/keys/${id}/rotate`).expect(200)).body;
    await team(`A token by mistake: ${String(rotated.token)}`);
    await api.sql(`UPDATE teams SET name = 'mended' WHERE name LIKE '%mistake%'`);
    await api.sql(`UPDATE events SET data = '{}' WHERE data LIKE '%by mistake%'`);
    const kept = JSON.stringify(await entries('?limit=100'));
    for (const one of [secret, token, rotated.token, 'my-own-secret']) {
      expect(String(one).length).toBeGreaterThan(10);
      expect(kept).not.toContain(String(one));
    }
    expect(kept).toContain('A token by mistake: [redacted]');
  });
});

describe('the audit log', () => {
  it('is kept by workers that run apart, too', () => {
    expect(WORKER_PARTS).toContain(AuditModule);
  });

  it('is read by action, actor, target and time, in pages', async () => {
    const { id } = await team('North');
    for (const name of ['A', 'B', 'C']) await workspace.patch(`/v1/teams/${id}`, { name }).expect(200);
    const names = (list: readonly Entry[]) => list.map(({ action }) => action);
    const updates = ['team.updated', 'team.updated', 'team.updated'];
    expect(names(await entries('?action=team.updated'))).toEqual(updates);
    expect(names(await entries(`?target=${id}`))).toEqual([...updates, 'team.created']);
    expect(await entries(`?actor=${workspace.installation_id}&action=key.created`)).toEqual([]);
    expect(names(await entries(`?actor=${workspace.installation_id}`))).toEqual([...updates, 'team.created']);
    const { body: first } = await workspace.get(`/v1/audit-log?target=${id}&limit=3`).expect(200);
    const { body: second } = await workspace
      .get(`/v1/audit-log?target=${id}&limit=3&cursor=${first.next_cursor}`)
      .expect(200);
    expect([...first.data, ...second.data]).toEqual(await entries(`?target=${id}`));
    await workspace.get(`/v1/audit-log?cursor=${first.next_cursor}`).expect(400);

    const at = (await entries('?limit=1'))[0]?.occurred_at ?? '';
    const later = await entries(`?since=${at}`);
    const earlier = await entries(`?until=${at}&limit=100`);
    expect(later.length).toBeGreaterThan(0);
    expect(later.every(({ occurred_at }) => occurred_at >= at)).toBe(true);
    expect(earlier.every(({ occurred_at }) => occurred_at < at)).toBe(true);
    expect(later.length + earlier.length).toBe((await head()).number);
    expect(await entries('?since=2099-01-01T00:00:00Z')).toEqual([]);
  });

  it('is read with a scope of its own, and only in its own workspace', async () => {
    const other = await api.workspace();
    const [own] = await entries('?limit=1');
    await other.get(`/v1/audit-log/${own?.id}`).expect(404);
    const text = await other.get('/v1/audit-log/export').buffer(true).parse(asText);
    expect(text.body).not.toContain(workspace.workspace_id);
    const token = await key(api, workspace, { scopes: ['leads:read'] });
    for (const path of ['', '/head', '/export']) {
      const { body } = await api.as(token).get(`/v1/audit-log${path}`).expect(403);
      expect(body.required_scope).toBe('audit:read');
    }
  });

  it('is exported whole, line by line, as it is listed', async () => {
    for (let at = 0; at < 3; at += 1) await team(`Team ${at}`);
    const answer = await workspace.get('/v1/audit-log/export').buffer(true).parse(asText).expect(200);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const lines = (answer.body as string).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as Entry)).toEqual(await entries('?sort=number&limit=500'));
    const { number, hash } = await head();
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ number, hash });
  });

  const OWN = 'workspace_id = $1';
  const TAMPERED: readonly [string, readonly string[], string][] = [
    [
      'a changed value',
      [`UPDATE audit_entries SET after = '{"name":"x"}' WHERE number = 4 AND ${OWN}`],
      'changed',
    ],
    [
      'another actor',
      [`UPDATE audit_entries SET actor_id = 'memb_x' WHERE number = 4 AND ${OWN}`],
      'changed',
    ],
    ['an entry that is gone', [`DELETE FROM audit_entries WHERE number = 4 AND ${OWN}`], 'missing or added'],
    ['a cut end', [`DELETE FROM audit_entries WHERE number >= 4 AND ${OWN}`], 'its head is another one'],
    [
      'entries that changed places',
      [
        `UPDATE audit_entries SET number = 1007 - number WHERE number IN (3, 4) AND ${OWN}`,
        `UPDATE audit_entries SET number = number - 1000 WHERE number > 1000 AND ${OWN}`,
      ],
      'does not continue',
    ],
    ['a removed head', [`DELETE FROM audit_heads WHERE ${OWN}`], 'its head is another one'],
  ];
  it.each(TAMPERED)('shows %s', async (_, statements, what) => {
    for (let at = 0; at < 6; at += 1) await team(`Team ${at}`);
    expect((await verified()).fault).toBeNull();
    for (const statement of statements)
      await api.sql(statement, [stored('workspace', workspace.workspace_id)]);
    expect((await verified()).fault?.what).toContain(what);
  });
});

describe('the hash of an entry', () => {
  it('is the same for whoever makes it by the rules of RFC 8785', async () => {
    const { canonicalJson } = (await import(join(process.cwd(), 'sdk/dist/cli/canonical-json.js'))) as {
      canonicalJson: (value: unknown) => string;
    };
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(value) === canonicalize(value)));
    for (const { hash, ...rest } of await entries('?sort=number'))
      expect(createHash('sha256').update(canonicalJson(rest)).digest('hex')).toBe(hash);
  });
});

/** A body as it came. */
function asText(answer: Response, done: (error: Error | null, body: unknown) => void): void {
  let text = '';
  answer.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  answer.on('end', () => done(null, text));
}
