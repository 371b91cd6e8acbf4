import request from 'supertest';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const CONTACT = {
  name: 'Contact us',
  object: 'lead',
  fields: [
    { name: 'first_name', label: 'Your name' },
    { name: 'emails', label: 'Your email', required: true },
  ],
};

const makeForm = (more: object = {}) => workspace.create('/v1/forms', { ...CONTACT, ...more });

const nobody = () => api.as(null);

const send = ({ id }: Created, body: object) => nobody().post(`/f/${id}`, body);

const asBrowser = ({ id }: Created, fields: object) =>
  request(api.server).post(`/f/${id}`).set('accept', 'text/html').type('form').send(fields);

describe('what is refused', () => {
  it('is a form that lacks what is required, or says nothing', async () => {
    const form = await makeForm();
    const { body } = await send(form, { first_name: 'Ada', emails: ' ' }).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/emails', code: 'required' })]);
    const open = await makeForm({ fields: [{ name: 'comment', label: 'Message' }] });
    expect((await send(open, {}).expect(422)).body.errors[0].code).toBe('empty_record');
    expect((await workspace.get(`/v1/forms/${form.id}/submissions`).expect(200)).body.data).toEqual([]);
  });

  it('is a form with files, which has no place for them', async () => {
    const form = await makeForm();
    const upload = request(api.server).post(`/f/${form.id}`).field('emails', 'a@example.com');
    expect((await upload.expect(415)).body.code).toBe('unsupported_media_type');
  });

  it.each([[null], [[null]], [[]], [{}], [{ a: null }], [false], [[false, ' ']], ['null']])(
    'is %j as consent, which is no yes',
    async (given) => {
      const form = await makeForm({ consent: { text: 'I agree', required: true } });
      const { body } = await send(form, { emails: 'a@example.com', _consent: given }).expect(422);
      expect(body.errors).toEqual([expect.objectContaining({ pointer: '/_consent', code: 'required' })]);
      const free = await makeForm({ consent: { text: 'I agree', required: false } });
      const { body: sent } = await send(free, { emails: 'a@example.com', _consent: given }).expect(202);
      const kept = await workspace.get(`/v1/forms/${free.id}/submissions/${sent.id}`).expect(200);
      expect(kept.body.consent).toMatchObject({ given: false });
    },
  );

  it('is an object as consent; true, 1 and a word of agreement are', async () => {
    const form = await makeForm({ consent: { text: 'I agree', required: true } });
    const agree = (_consent: unknown) => send(form, { emails: 'a@example.com', _consent });
    await agree({ yes: true }).expect(422);
    for (const yes of [true, 1, 'I agree', ['on']]) await agree(yes).expect(202);
  });

  it.each([[null], [[null]], [[]], [{}], [{ a: [null] }], [false], [['', null]]])(
    'is %j for what is required: it says nothing',
    async (given) => {
      const { body } = await send(await makeForm(), { emails: given }).expect(422);
      expect(body.errors).toEqual([expect.objectContaining({ pointer: '/emails', code: 'required' })]);
    },
  );

  it('is one too many of an address, and of the form', async () => {
    const form = await makeForm({ limit_per_address: 2 });
    for (const at of [1, 2]) await send(form, { emails: `a${at}@example.com` }).expect(202);
    const { body, headers } = await send(form, { emails: 'a3@example.com' }).expect(429);
    expect([body.code, headers['retry-after']]).toEqual(['too_many_submissions', '600']);
    const page = await asBrowser(form, { emails: 'a3@example.com' }).expect(429);
    expect(page.text).toContain('Too many messages');
    const busy = await makeForm({ limit_per_hour: 1 });
    await send(busy, { emails: 'a@example.com' }).expect(202);
    await send(busy, { emails: 'b@example.com' }).expect(429);
    await api.sql("UPDATE form_submissions SET created_at = now() - interval '61 minutes'");
    await send(busy, { emails: 'b@example.com' }).expect(202);
  });

  it('is a site that the form does not name, a closed form, and one that is not there', async () => {
    const form = await makeForm({ allowed_origins: ['https://shop.example'] });
    const from = (origin: string) => send(form, { emails: 'a@example.com' }).set('origin', origin);
    const allowed = await from('https://shop.example').expect(202);
    expect(allowed.headers['access-control-allow-origin']).toBe('https://shop.example');
    expect((await from('https://other.example').expect(403)).body.code).toBe('origin_not_allowed');
    await workspace.patch(`/v1/forms/${form.id}`, { is_active: false, allowed_origins: [] }).expect(200);
    expect((await send(form, { emails: 'a@example.com' }).expect(410)).body.code).toBe('form_closed');
    await workspace.delete(`/v1/forms/${form.id}`).expect(200);
    await send(form, { emails: 'a@example.com' }).expect(404);
    await nobody().post('/f/form_01jc6nrygyfgx9y01bdgemwqv0', {}).expect(404);
    await nobody().post('/f/deal_01jc6nrygyfgx9y01bdgemwqv0', {}).expect(400);
  });

  it('is a body that is too large, or of another kind; forms are taken nowhere else', async () => {
    const { id } = await makeForm();
    await nobody()
      .post(`/f/${id}`, { comment: 'x'.repeat(70_000) })
      .expect(413);
    await nobody().raw('post', `/f/${id}`, '<a/>', 'application/xml').expect(415);
    const lead = await workspace.raw('post', '/v1/leads', 'title=x', 'application/x-www-form-urlencoded');
    expect([lead.status, lead.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('is a form that could not work, with the place of each fault', async () => {
    const stage = (await workspace.get('/v1/pipelines').expect(200)).body.data.find(
      ({ object }: { object: string }) => object === 'deal',
    );
    const post = (more: object) => workspace.post('/v1/forms', { ...CONTACT, ...more });
    const bad = await post({
      fields: [{ name: 'owner_id', label: 'x' }],
      redirect_url: 'javascript:alert(1)',
      allowed_origins: ['https://shop.example/'],
      limit_per_hour: 0,
    }).expect(400);
    expect(bad.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/allowed_origins',
      '/fields/0/name',
      '/limit_per_hour',
      '/redirect_url',
    ]);
    const twice = await post({
      fields: [
        { name: 'emails', label: 'a' },
        { name: 'emails', label: 'b' },
      ],
      pipeline_id: stage.id,
    }).expect(422);
    expect(twice.body.errors).toEqual([
      expect.objectContaining({ pointer: '/fields/1/name', code: 'duplicate' }),
      expect.objectContaining({ pointer: '/pipeline_id', code: 'unknown_reference' }),
    ]);
    expect((await post({ fields: [] }).expect(422)).body.errors[0].code).toBe('empty');
  });
});
