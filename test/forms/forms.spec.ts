import { createHash } from 'node:crypto';

import { FormMapper, FormWorkerModule } from '@crm/forms';
import { Module } from '@nestjs/common';
import request from 'supertest';

import type { Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

@Module({ imports: [FormWorkerModule] })
class Worker {}

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start([Worker]);
  // A submission is mapped when a test says so.
  await api.app.get(FormWorkerModule).onModuleDestroy();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const CONTACT = {
  name: 'Contact us',
  object: 'lead',
  fields: [
    { name: 'first_name', label: 'Your name' },
    { name: 'emails', label: 'Your email', required: true },
    { name: 'phones', label: 'Your phone' },
    { name: 'address.city', label: 'Your town' },
    { name: 'amount', label: 'Your budget' },
    { name: 'birthday', label: 'Your birthday' },
    { name: 'comment', label: 'Your message' },
  ],
};

const makeForm = (more: object = {}): Promise<Created> =>
  workspace.create('/v1/forms', { ...CONTACT, ...more });

const nobody = () => api.as(null);

const send = (form: Created, body: object) => nobody().post(`/f/${form.id}`, body);

const mapAll = async () => {
  while ((await api.app.get(FormMapper).work(new Date())) !== 'none');
};

const submission = async (form: Created, id: string) =>
  (await workspace.get(`/v1/forms/${form.id}/submissions/${id}`).expect(200)).body;

/** Sends a form, has its lead made, and answers with both. */
async function mapped(form: Created, body: object) {
  const { body: receipt } = await send(form, body).expect(202);
  await mapAll();
  const sent = await submission(form, receipt.id);
  const lead = sent.lead_id && (await workspace.get(`/v1/leads/${sent.lead_id}`).expect(200)).body;
  return { sent, lead };
}

const TOLD = `SELECT type, (data::jsonb) #>> '{object,lead_id}' AS lead FROM events
  WHERE object_kind = 'form_submission' AND (data::jsonb) #>> '{object,id}' = $1 ORDER BY object_version, type`;

describe('a submission', () => {
  it('is stored as it came, and becomes one lead', async () => {
    const form = await makeForm();
    const answers = {
      first_name: 'Ada',
      emails: ['ada@example.com', 'Ada.L@example.com'],
      phones: '06 12 34 56 78',
      'address.city': 'Paris',
      amount: '1 200,50',
      birthday: '1990-05-17',
      comment: 'Please call me.',
      utm_source: 'google',
      _page: 'https://www.example.com/contact',
      _referrer: 'https://www.google.com/',
    };
    const { body: receipt } = await send(form, answers).expect(202);
    expect(receipt).toEqual({ id: expect.stringMatching(/^subm_/) });
    expect(await submission(form, receipt.id)).toMatchObject({
      state: 'received',
      form_version: 1,
      values: { emails: answers.emails, comment: ['Please call me.'], 'address.city': ['Paris'] },
      page: 'https://www.example.com/contact',
      referrer: 'https://www.google.com/',
      lead_id: null,
      created_by: { type: 'form', id: form.id },
    });
    await mapAll();
    const sent = await submission(form, receipt.id);
    expect(sent).toMatchObject({ state: 'mapped', mapped_at: expect.stringMatching(/Z$/), problem: null });
    const { body: lead } = await workspace.get(`/v1/leads/${sent.lead_id}`).expect(200);
    expect(lead).toMatchObject({
      title: 'Contact us',
      first_name: 'Ada',
      emails: [{ value: 'ada@example.com', primary: true }, { normalized: 'ada.l@example.com' }],
      phones: [{ normalized: '+33612345678' }],
      address: { city: 'Paris', country: null },
      amount: { amount: '1200.50', currency: 'EUR' },
      birthday: '1990-05-17',
      comment: 'Please call me.',
      source: 'web_form',
      utm: { source: 'google', medium: null },
      created_by: { type: 'form', id: form.id },
    });
    await mapAll();
    expect((await workspace.get('/v1/leads?count=exact').expect(200)).body.total).toBe(1);
    const events = await api.sql<{ type: string; lead: string | null }>(TOLD, [receipt.id]);
    expect(events).toEqual([
      { type: 'form_submission.created', lead: null },
      { type: 'form.submitted', lead: lead.id },
      { type: 'form_submission.updated', lead: lead.id },
    ]);
  });

  it('loses nothing: what fits no field stands in the comment', async () => {
    const form = await makeForm();
    const { lead } = await mapped(form, {
      emails: ['not an email', 'ada@example.com'],
      birthday: 'in May',
      amount: 'about a thousand',
      first_name: 'A'.repeat(300),
      colour: 'blue',
      comment: 'Hello \u0000 there',
    });
    expect(lead).toMatchObject({
      emails: [{ value: 'ada@example.com' }],
      birthday: null,
      amount: null,
      first_name: null,
    });
    for (const kept of [
      'Hello \uFFFD there',
      'Other answers of the form:',
      'Your email: not an email',
      'Your birthday: in May',
      'Your budget: about a thousand',
      `Your name: ${'A'.repeat(300)}`,
      'colour: blue',
    ]) {
      expect(lead.comment).toContain(kept);
    }
  });

  it('is mapped without what cannot be any more: an owner who left, a stage that is gone', async () => {
    const owner = await workspace.create('/v1/members', { name: 'Nora', email: 'nora@form.example' });
    const pipeline = await workspace.create('/v1/pipelines', { name: 'Web', object: 'lead' });
    const form = await makeForm({ owner_id: owner.id, pipeline_id: pipeline.id });
    const { lead: first } = await mapped(form, { emails: 'a@example.com' });
    expect(first.owner_id).toBe(owner.id);
    expect(first.pipeline_id).toBe(pipeline.id);
    await workspace.post(`/v1/members/${owner.id}/deactivate`).expect(200);
    const { lead } = await mapped(form, { emails: 'b@example.com' });
    expect(lead.owner_id).toBeNull();
    expect(lead.comment).toContain(`owner_id: ${owner.id}`);
  });

  it('becomes a lead also where a field or the first stage asks for more by now', async () => {
    const form = await makeForm();
    await workspace.create('/v1/leads/fields', {
      key: 'budget',
      name: 'Budget',
      type: 'integer',
      required: true,
    });
    const [{ id: pipeline }] = (await workspace.get('/v1/pipelines?object=lead').expect(200)).body.data;
    const stages = `/v1/pipelines/${pipeline}/stages`;
    const [first] = (await workspace.get(stages).expect(200)).body.data;
    await workspace.patch(`${stages}/${first.id}`, { required_fields: ['amount'] }).expect(200);
    await workspace.post('/v1/leads', { title: 'x' }).expect(422);
    const { lead } = await mapped(form, { emails: 'ada@example.com' });
    expect(lead).toMatchObject({
      emails: [{ value: 'ada@example.com' }],
      stage_id: first.id,
      amount: null,
      custom_fields: { budget: null },
    });
  });

  it('belongs to the version of the form that was filled in', async () => {
    const form = await makeForm();
    const { body: before } = await send(form, { emails: 'a@example.com', comment: 'x' }).expect(202);
    const { body: renamed } = await workspace.patch(`/v1/forms/${form.id}`, { is_active: true }).expect(200);
    expect(renamed.definition_version).toBe(1);
    const fields = [{ name: 'emails', label: 'Mail' }];
    const { body: changed } = await workspace.patch(`/v1/forms/${form.id}`, { fields }).expect(200);
    expect(changed.definition_version).toBe(2);
    const { body: after } = await send(form, { comment: 'y' }).expect(202);
    await mapAll();
    const versions = await Promise.all([before.id, after.id].map((id) => submission(form, id)));
    expect(versions.map(({ form_version, state }) => [form_version, state])).toEqual([
      [1, 'mapped'],
      [2, 'mapped'],
    ]);
    const rows = await api.sql<{ number: number; label: string }>(
      "SELECT number, definition #>> '{fields,0,label}' AS label FROM form_versions WHERE workspace_id = (SELECT workspace_id FROM form_submissions WHERE lead_id IS NOT NULL ORDER BY created_at DESC LIMIT 1) ORDER BY number",
    );
    expect(rows).toEqual([
      { number: 1, label: 'Your name' },
      { number: 2, label: 'Mail' },
    ]);
  });

  it('keeps the words that were agreed to', async () => {
    const text = 'I agree.\nReally.';
    const form = await makeForm({ consent: { text, required: true } });
    const { body } = await send(form, { emails: 'a@example.com' }).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '/_consent', code: 'required' })]);
    const { sent } = await mapped(form, {
      emails: 'a@example.com',
      _consent: 'yes',
      _page: 'https://x.example/',
    });
    const text_sha256 = createHash('sha256').update(text).digest('hex');
    expect(sent.consent).toEqual({
      given: true,
      text,
      text_sha256,
      at: sent.created_at,
      page: 'https://x.example/',
    });
  });
});

describe('what looks like spam', () => {
  it('is held back without a word, and released once', async () => {
    const form = await makeForm();
    const { sent } = await mapped(form, { emails: 'a@example.com', _fax: 'yes' });
    expect(sent).toMatchObject({ state: 'quarantined', suspicions: ['trap'], lead_id: null });
    const path = `/v1/forms/${form.id}/submissions`;
    const held = await workspace.get(`${path}?state=quarantined`).expect(200);
    expect(held.body.data).toEqual([expect.objectContaining({ id: sent.id })]);
    const { body } = await workspace.post(`${path}/${sent.id}/release`).expect(200);
    expect(body.state).toBe('received');
    await mapAll();
    expect((await submission(form, sent.id)).state).toBe('mapped');
    expect((await workspace.post(`${path}/${sent.id}/release`).expect(409)).body.code).toBe('not_held');
    const other = await makeForm();
    await workspace.post(`/v1/forms/${other.id}/submissions/${sent.id}/release`).expect(404);
  });

  it('is a page that was filled in faster than anybody reads, or with a start that is not ours', async () => {
    const form = await makeForm();
    const page = await request(api.server).get(`/f/${form.id}`).expect(200);
    const start = /name="_start" value="([^"]+)"/.exec(page.text)?.[1];
    const { sent: quick } = await mapped(form, { emails: 'a@example.com', _start: start });
    expect(quick.suspicions).toEqual(['too_quick']);
    const { sent: forged } = await mapped(form, { emails: 'a@example.com', _start: 's1.made.up' });
    expect(forged.suspicions).toEqual(['forged_start']);
    const other = await makeForm();
    const { sent: borrowed } = await mapped(other, { emails: 'a@example.com', _start: start });
    expect(borrowed.suspicions).toEqual(['forged_start']);
  });
});

describe('a failure of ours', () => {
  it('sets a submission aside after some tries, with what was sent; it can be released', async () => {
    const form = await makeForm();
    const { body: receipt } = await send(form, { emails: 'a@example.com' }).expect(202);
    await api.sql('UPDATE form_queue SET attempts = 5');
    await mapAll();
    const failed = await submission(form, receipt.id);
    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'internal_error' }, lead_id: null });
    await workspace.post(`/v1/forms/${form.id}/submissions/${receipt.id}/release`).expect(200);
    await mapAll();
    expect((await submission(form, receipt.id)).state).toBe('mapped');
  });
});
