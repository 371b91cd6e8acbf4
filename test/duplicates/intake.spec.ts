import { FormWorkerModule } from '@crm/forms';

import { until } from '../events/support/until';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { AMELIE, setRules } from './support/twins';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start([FormWorkerModule]);
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const ANSWERS = {
  first_name: 'Amelie',
  last_name: 'Dubois',
  emails: 'amelie.dubois@gmail.com',
  phones: '+33 6 99 88 77 66',
  comment: 'Please call me.',
};

/** What became of a form that was sent. */
async function submitted(answers: object = ANSWERS) {
  const fields = Object.keys(ANSWERS).map((name) => ({ name, label: name }));
  const form = await workspace.create('/v1/forms', { name: 'Contact us', object: 'lead', fields });
  const { id } = (await workspace.post(`/f/${form.id}`, answers).expect(202)).body;
  return until(async () => {
    const { body } = await workspace.get(`/v1/forms/${form.id}/submissions/${id}`).expect(200);
    return body.state === 'mapped' ? body : null;
  });
}

const leads = async () => (await workspace.get('/v1/leads').expect(200)).body.data as { id: string }[];

describe('a form that is sent', () => {
  it('becomes a lead of its own unless a rule says otherwise', async () => {
    await workspace.create('/v1/leads', { title: 'Desks', ...AMELIE });
    expect(await submitted()).toMatchObject({ is_attached: false, duplicate_ids: [] });
    expect(await leads()).toHaveLength(2);
  });

  it('is told of with the leads that it may be when a rule suggests them', async () => {
    await setRules(workspace, 'lead', { on_intake: 'suggest' });
    const { id } = await workspace.create('/v1/leads', { title: 'Desks', ...AMELIE });
    const submission = await submitted();
    expect(submission).toMatchObject({ is_attached: false, duplicate_ids: [id] });
    expect(submission.lead_id).not.toBe(id);
  });

  it('goes to the lead that a rule attaches it to: no field of it changes that was filled, and nothing is lost', async () => {
    await setRules(workspace, 'lead', { on_intake: 'attach' });
    const { id } = await workspace.create('/v1/leads', { title: 'Desks', comment: 'Met in Lyon', ...AMELIE });
    expect(await submitted()).toMatchObject({ lead_id: id, is_attached: true, duplicate_ids: [] });
    const { body } = await workspace.get(`/v1/leads/${id}`).expect(200);
    expect(body).toMatchObject({ title: 'Desks', comment: 'Met in Lyon', first_name: 'Amélie' });
    expect(body.phones.map(({ value }: { value: string }) => value)).toEqual([
      '+33 6 12 34 56 78',
      '+33 6 99 88 77 66',
    ]);
    const { data } = (await workspace.get(`/v1/leads/${id}/notes`).expect(200)).body;
    expect(data[0].text).toContain('comment: Please call me.');
    expect(data[0].text).toContain('first_name: Amelie');
    expect(data[0].created_by.type).toBe('form');
    expect(await leads()).toHaveLength(1);
  });

  it('makes a new lead when the other one is in a final stage', async () => {
    await setRules(workspace, 'lead', { on_intake: 'attach' });
    const { id } = await workspace.create('/v1/leads', { title: 'Desks', ...AMELIE });
    const { pipeline_id } = (await workspace.get(`/v1/leads/${id}`).expect(200)).body;
    const { data } = (await workspace.get(`/v1/pipelines/${pipeline_id}/stages`).expect(200)).body;
    const lost = data.find(({ group }: { group: string }) => group === 'lost').id as string;
    await workspace.patch(`/v1/leads/${id}`, { stage_id: lost }).expect(200);
    expect(await submitted()).toMatchObject({ is_attached: false, duplicate_ids: [id] });
  });
});

describe('what is posted to an incoming webhook URL', () => {
  const MAPPING = ['first_name', 'last_name', 'job_title'].map((to) => ({ to, from: `/${to}` }));
  const address = async () => {
    const mapping = [...MAPPING, { to: 'emails', from: '/emails' }];
    const { url } = await workspace.create('/v1/incoming-urls', { name: 'Shop', object: 'contact', mapping });
    return new URL(String(url)).pathname;
  };
  const payload = { ...ANSWERS, job_title: 'Buyer' };

  it('goes where the rules say', async () => {
    const path = await address();
    const { id } = await workspace.create('/v1/contacts', { ...AMELIE, job_title: 'Head of purchasing' });
    await setRules(workspace, 'contact', { on_intake: 'suggest' });
    const suggested = (await workspace.post(path, payload).expect(200)).body;
    expect(suggested).toMatchObject({ result: 'created', duplicate_ids: [id] });
    await workspace.delete(`/v1/contacts/${suggested.id}`).expect(200);
    await setRules(workspace, 'contact', { on_intake: 'attach' });
    const attached = (await workspace.post(path, payload).expect(200)).body;
    expect(attached).toMatchObject({ id, result: 'attached', duplicate_ids: [] });
    const { body } = await workspace.get(`/v1/contacts/${id}`).expect(200);
    expect(body.job_title).toBe('Head of purchasing');
    const { data } = (await workspace.get(`/v1/contacts/${id}/notes`).expect(200)).body;
    expect(data[0].text).toContain('job_title: Buyer');
  });

  it('keeps what is too long for a note, up to a whole character', async () => {
    const mapping = ['first_name', 'last_name', 'comment'].map((to) => ({ to, from: `/${to}` }));
    mapping.push({ to: 'emails', from: '/emails' });
    const { url } = await workspace.create('/v1/incoming-urls', { name: 'Shop', object: 'contact', mapping });
    const { id } = await workspace.create('/v1/contacts', { ...AMELIE, comment: 'Met in Lyon' });
    await setRules(workspace, 'contact', { on_intake: 'attach' });
    for (const start of ['', 'x']) {
      const comment = `${start}${'😀'.repeat(9_999)}`;
      await workspace.post(new URL(String(url)).pathname, { ...ANSWERS, comment }).expect(200);
    }
    const { data } = (await workspace.get(`/v1/contacts/${id}/notes`).expect(200)).body;
    expect(data).toHaveLength(2);
  });
});
