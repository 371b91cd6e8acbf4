import { FormMapper, FormWorkerModule } from '@crm/forms';
import { Module } from '@nestjs/common';
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
    { name: 'comment', label: 'Your message' },
  ],
  consent: { text: 'I agree', required: false },
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

describe('what is sent', () => {
  it('is kept whole, whatever fits into the body; a comment that is cut says where the rest is', async () => {
    const form = await makeForm();
    const names = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`more_${at}`, 'x']));
    const emails = Array.from({ length: 60 }, (_, at) => `a${at}@example.com`);
    const answers = {
      emails,
      comment: `${'é'.repeat(10_000)}${'a'.repeat(30_000)}`,
      utm_id: '7',
      ['n'.repeat(300)]: 'long name',
      ...names,
    };
    const { sent, lead } = await mapped(form, answers);
    expect(sent.values).toEqual({
      ...Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, [value].flat()])),
    });
    const end = new RegExp(`…\\n\\nCut here. Everything stands in the submission ${sent.id}$`);
    expect([...lead.comment]).toHaveLength(20_000);
    expect(lead.comment).toMatch(end);
    expect(lead.emails.length).toBeGreaterThan(1);
    expect(lead.comment).toContain(`Your email: a59@example.com`);
  });

  it('keeps a name that objects have of their own, and a mark that is too long for its column', async () => {
    const form = await makeForm();
    const body = `emails=a%40example.com&__proto__=x&constructor=y&utm_source=${'s'.repeat(600)}`;
    const { body: receipt } = await nobody()
      .raw('post', `/f/${form.id}`, body, 'application/x-www-form-urlencoded')
      .expect(202);
    const { values, utm } = await submission(form, receipt.id);
    expect(Object.entries(values)).toEqual(
      expect.arrayContaining([
        ['__proto__', ['x']],
        ['constructor', ['y']],
        ['utm_source', ['s'.repeat(600)]],
      ]),
    );
    expect(utm.source).toBe('s'.repeat(500));
    await send(form, {
      emails: 'a@example.com',
      _consent: 'yes',
      _page: `https://x.example/${'p'.repeat(1981)}😀`,
    }).expect(202);
  });

  it('is read in the charset that it is sent in', async () => {
    const form = await makeForm();
    const post = (charset: string, body: string) =>
      nobody().raw('post', `/f/${form.id}`, body, `application/x-www-form-urlencoded; charset=${charset}`);
    for (const [charset, name] of [
      ['iso-8859-1', 'Ren%E9+%26+Co%3D'],
      ['"ISO-8859-1"', 'Ren\u00e9+%26+Co%3D'],
      ['utf-8', 'Ren%C3%A9+%26+Co%3D'],
      ['windows-1251', '%D0%E5%ED%E5'],
      ['shift_jis', '%83%8C%83l'],
    ] as const) {
      const bytes = Buffer.from(`emails=a%40example.com&first_name=${name}`, 'latin1');
      const { body } = await nobody()
        .raw('post', `/f/${form.id}`, bytes, `application/x-www-form-urlencoded; charset=${charset}`)
        .expect(202);
      const { values } = await submission(form, body.id);
      expect(values.first_name).toEqual([
        { 'windows-1251': 'Рене', shift_jis: 'レネ' }[charset as string] ?? 'René & Co=',
      ]);
    }
    for (const unknown of ['klingon', 'utf-16', '""']) {
      const { body } = await post(unknown, 'emails=a%40example.com').expect(415);
      expect(body.code).toBe('unsupported_media_type');
    }
  });
});
