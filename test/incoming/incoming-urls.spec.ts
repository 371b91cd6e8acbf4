import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { forgetCaptures } from '@ecosystem/incoming';

import { key } from '../support/credentials';
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

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(__dirname, 'fixtures', `${name}.json`), 'utf8')) as Record<string, unknown>;

const NAME = { to: 'first_name', from: '/who/name' };
const MAIL = { to: 'emails', from: '/who/mail' };

/** An address, and the path to post to. */
async function made(
  more: object = {},
): Promise<{ id: string; path: string; shown: Record<string, unknown> }> {
  const input = { name: 'Landing page', object: 'lead', mapping: [NAME, MAIL], ...more };
  const shown = await workspace.create('/v1/incoming-urls', input);
  return { id: shown.id, path: new URL(String(shown.url)).pathname, shown };
}

const ADA = { who: { name: 'Ada', mail: 'ada@example.com' } };

/** What services send: no token but the one in the address. */
const post = (path: string, payload: object) => api.as(null).post(path, payload);

const captures = async (id: string) =>
  (await workspace.get(`/v1/incoming-urls/${id}/captures`).expect(200)).body.data;

const lead = async (id: string) => (await workspace.get(`/v1/leads/${id}`).expect(200)).body;

describe('an incoming webhook URL', () => {
  it('makes a record of what is posted, in its own name', async () => {
    const { id, path } = await made();
    const { body } = await post(path, ADA).expect(200);
    expect(body).toMatchObject({ result: 'created', id: expect.stringMatching(/^lead_/) });
    expect(await lead(body.id)).toMatchObject({
      first_name: 'Ada',
      emails: [{ value: 'ada@example.com' }],
      created_by: { type: 'app', id },
    });
    expect(await captures(id)).toMatchObject([
      { id: body.capture_id, state: 'done', payload: ADA, record_id: body.id, problem: null },
    ]);
    const { body: shown } = await workspace.get(`/v1/incoming-urls/${id}`).expect(200);
    expect(shown).toMatchObject({ last_used_at: expect.any(String), version: 1 });
  });

  it('takes forms that are sent by a browser, too', async () => {
    const { path } = await made({ mapping: [{ to: 'first_name', from: '/name' }] });
    const answer = await api.as(null).raw('post', path, 'name=Ada+K', 'application/x-www-form-urlencoded');
    expect((await lead(answer.body.id)).first_name).toBe('Ada K');
  });

  it.each([
    ['contact', [{ to: 'last_name', from: '/x' }], { last_name: 'From afar' }],
    [
      'deal',
      [
        { to: 'title', from: '/x' },
        { to: 'amount', from: '/sum', transform: 'number' },
      ],
      { title: 'From afar', amount: { amount: '1250.50', currency: 'EUR' } },
    ],
    [
      'activity',
      [
        { to: 'subject', from: '/x' },
        { to: 'type', value: 'task' },
      ],
      { subject: 'From afar', type: 'task' },
    ],
  ] as const)('makes a %s', async (object, mapping, expected) => {
    const { path } = await made({ object, mapping });
    const { body } = await post(path, { x: 'From afar', sum: '1 250,50 EUR' }).expect(200);
    const plural = object === 'activity' ? 'activities' : `${object}s`;
    expect((await workspace.get(`/v1/${plural}/${body.id}`).expect(200)).body).toMatchObject(expected);
  });

  it('keeps a payload that cannot be mapped, and makes a record of it once the mapping is mended', async () => {
    const { id, path } = await made({ mapping: [{ to: 'emails', from: '/who/name' }] });
    const refused = await post(path, ADA).expect(400);
    expect(refused.body.errors[0]).toMatchObject({ pointer: '/emails/0/value' });
    const [capture] = await captures(id);
    expect(capture).toMatchObject({
      id: refused.headers['capture-id'],
      state: 'failed',
      payload: ADA,
      problem: { code: 'invalid_request' },
    });
    const retry = `/v1/incoming-urls/${id}/captures/${capture.id}/retry`;
    await workspace.post(retry).expect(400);
    const attempt = { capture_id: capture.id };
    const { body: before } = await workspace.post(`/v1/incoming-urls/${id}/try`, attempt).expect(200);
    expect(before).toMatchObject({ fields: { emails: [{ value: 'Ada' }] }, result: null });
    await workspace.patch(`/v1/incoming-urls/${id}`, { mapping: [NAME, MAIL] }).expect(200);
    const { body: after } = await workspace.post(`/v1/incoming-urls/${id}/try`, attempt).expect(200);
    expect(after).toMatchObject({ fields: { first_name: 'Ada' }, result: 'created', problem: null });
    expect((await workspace.get('/v1/leads').expect(200)).body.data).toEqual([]);
    const { body: done } = await workspace.post(retry).expect(200);
    expect(done).toMatchObject({ state: 'done', attempts: 3, problem: null });
    expect(await lead(done.record_id)).toMatchObject({ first_name: 'Ada', created_by: { id } });
    expect((await workspace.post(retry).expect(409)).body.code).toBe('capture_done');
  });

  it('makes nothing of constants alone', async () => {
    const { path } = await made({ mapping: [NAME, { to: 'source', value: 'website' }] });
    const { body } = await post(path, { elsewhere: 'Ada' }).expect(422);
    expect(body.errors[0].code).toBe('nothing_mapped');
  });

  it('makes one record of a payload that is sent many times, also at once', async () => {
    const { path } = await made({ idempotency_pointer: '/event' });
    const send = () => post(path, { ...ADA, event: 'e-1', sent_at: Math.random() });
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    const ids = new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    const again = await send();
    expect([again.headers['idempotent-replayed'], ids.has(again.body.id)]).toEqual(['true', true]);
    expect((await workspace.get('/v1/leads').expect(200)).body.data).toHaveLength(1);
  });

  it('changes the record that has the key already', async () => {
    const mapping = [NAME, { to: 'external_ids.shop', from: '/id' }];
    const { path } = await made({ mapping, unique_by: 'external_id' });
    const { body: first } = await post(path, { who: { name: 'Ada' }, id: 4711 }).expect(200);
    const { body: second } = await post(path, { who: { name: 'Grace' }, id: 4711 }).expect(200);
    expect([first.result, second.result, second.id]).toEqual(['created', 'updated', first.id]);
    expect((await lead(first.id)).first_name).toBe('Grace');
  });

  it('shows its address once, and stores and logs it nowhere', async () => {
    const { id, path, shown } = await made();
    const token = path.split('/').at(-1) ?? '';
    expect(token).toMatch(/^dw_in_[0-9A-Za-z]{49}$/);
    expect(String(shown.url)).toContain(token);
    await post(path, ADA).expect(200);
    await post(`${path}/more`, ADA).expect(404);
    const seen = await workspace.get(`/v1/incoming-urls/${id}`).expect(200);
    expect(seen.text).not.toContain(token);
    for (const table of [
      'incoming_urls',
      'incoming_tokens',
      'incoming_captures',
      'events',
      'audit_entries',
    ]) {
      const [{ count } = { count: -1 }] = await api.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${table} AS t WHERE t::text LIKE $1`,
        [`%${token}%`],
      );
      expect([table, count]).toEqual([table, 0]);
    }
  });

  it('gets another address while the one before works on for a while', async () => {
    const { id, path } = await made();
    const { body } = await workspace
      .post(`/v1/incoming-urls/${id}/rotate`, { overlap_seconds: 3600 })
      .expect(200);
    const next = new URL(body.url).pathname;
    for (const each of [path, next]) await post(each, ADA).expect(200);
    await workspace.post(`/v1/incoming-urls/${id}/rotate`, { overlap_seconds: 0 }).expect(200);
    for (const each of [next]) await post(each, ADA).expect(404);
    await workspace.delete(`/v1/incoming-urls/${id}`).expect(200);
    await post(path, ADA).expect(404);
  });

  it('takes nothing when it is off, over, elsewhere or without its secret', async () => {
    const { id, path } = await made({ allowed_addresses: ['203.0.113.0/24'] });
    const from = (address: string) => post(path, ADA).set('x-forwarded-for', address);
    await from('203.0.113.7').expect(200);
    expect((await from('198.51.100.1').expect(403)).body.code).toBe('address_not_allowed');
    await workspace.patch(`/v1/incoming-urls/${id}`, { is_active: false }).expect(200);
    expect((await from('203.0.113.7').expect(410)).body.code).toBe('incoming_url_closed');
    await post('/in/dw_in_nobody', ADA).expect(404);
    const { path: secret } = await made({ secret_pointer: '/key', secret: 'right' });
    expect((await post(secret, { ...ADA, key: 'wrong' }).expect(403)).body.code).toBe('wrong_secret');
    await post(secret, { ...ADA, key: 'right' }).expect(200);
    expect(await captures((await made()).id)).toEqual([]);
  });

  it('is made by those who may write such records, for fields that there are', async () => {
    const client = api.as(await key(api, workspace, { scopes: ['incoming-urls:manage'] }));
    const input = { name: 'x', object: 'lead', mapping: [NAME] };
    expect((await client.post('/v1/incoming-urls', input).expect(403)).body.required_scope).toBe(
      'leads:write',
    );
    const wrong = {
      ...input,
      unique_by: 'shoe_size',
      mapping: [{ to: 'shoe_size', from: '/x' }, { to: 'title' }],
    };
    const { body } = await workspace.post('/v1/incoming-urls', wrong).expect(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/mapping/0/to',
      '/mapping/1',
      '/unique_by',
    ]);
    await workspace
      .post('/v1/incoming-urls', { ...input, mapping: [{ to: 'title', from: 'x' }] })
      .expect(400);
  });

  it('keeps the last ten payloads, and forgets them after a week', async () => {
    const { id, path } = await made();
    for (let at = 0; at < 12; at += 1) await post(path, { who: { name: `Ada ${at}` } }).expect(200);
    const kept = await captures(id);
    expect(kept).toHaveLength(10);
    expect(kept[0].payload.who.name).toBe('Ada 11');
    await workspace.delete(`/v1/incoming-urls/${id}/captures/${kept[0].id}`).expect(200);
    expect(await captures(id)).toHaveLength(9);
    await forgetCaptures(api.database, new Date(Date.now() + 6 * 24 * 60 * 60 * 1000));
    expect(await captures(id)).toHaveLength(9);
    await forgetCaptures(api.database, new Date(Date.now() + 8 * 24 * 60 * 60 * 1000));
    expect(await captures(id)).toEqual([]);
  });

  it('is of its workspace alone', async () => {
    const { id } = await made();
    const other = await api.workspace();
    await other.get(`/v1/incoming-urls/${id}`).expect(404);
    await other.get(`/v1/incoming-urls/${id}/captures`).expect(404);
    await other.post(`/v1/incoming-urls/${id}/try`, { payload: {} }).expect(404);
  });
});

describe('a preset', () => {
  const ofPreset = (preset: string, more: object = {}) => made({ preset, mapping: undefined, ...more });

  it('knows what Typeform sends', async () => {
    const { path } = await ofPreset('typeform');
    const { body } = await post(path, fixture('typeform')).expect(200);
    expect(await lead(body.id)).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
      emails: [{ value: 'ada@example.com' }],
      phones: [{ normalized: '+33612345678' }],
      comment: 'Twenty desks, please.',
      source: 'web_form',
      source_description: 'Ask for an offer',
      utm: { source: 'newsletter', campaign: 'autumn' },
      external_ids: [{ app: 'typeform', id: 'tok-typeform-0001' }],
    });
    expect((await post(path, fixture('typeform')).expect(200)).body.id).toBe(body.id);
  });

  it('knows what Google lead forms send, and asks for their key', async () => {
    const { id, path } = await ofPreset('google_lead_form', { secret: 'our-google-key' });
    const payload = fixture('google-lead-form');
    await post(path, { ...payload, google_key: 'guessed' }).expect(403);
    const { body } = await post(path, payload).expect(200);
    expect(await lead(body.id)).toMatchObject({
      first_name: 'Ada',
      last_name: 'King Lovelace',
      company_name: 'Analytical Engines',
      address: { city: 'Lyon' },
      source: 'advertising',
      utm: { source: 'google', campaign: '12345678901' },
    });
    const [capture] = await captures(id);
    expect(capture.payload.google_key).toBe('[redacted]');
  });

  it('knows leads as the Graph API of Meta answers them', async () => {
    const { path } = await ofPreset('meta_lead_ads');
    const { body } = await post(path, fixture('meta-lead-ads')).expect(200);
    expect(await lead(body.id)).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
      emails: [{ value: 'ada@example.com' }],
      source: 'social_media',
      utm: { campaign: 'Autumn', content: 'Desks, blue' },
      external_ids: [{ app: 'meta', id: '1234567890123456' }],
    });
  });
});
