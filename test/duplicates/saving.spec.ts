import { employ } from '../rights/support/staff';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { AMELIE, contactsOf, duplicatesIn, NGUYEN, setRules, TWIN } from './support/twins';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const post = (body: object, mode = '') =>
  workspace.post(`/v1/contacts${mode && `?duplicates=${mode}`}`, body);

describe('a record that is saved', () => {
  it('says nothing of duplicates when nobody asks', async () => {
    await workspace.create('/v1/contacts', AMELIE);
    const { body } = await post(TWIN).expect(201);
    expect(body).not.toHaveProperty('duplicates');
  });

  it('is saved and told of with its twins when a warning is asked for', async () => {
    const { id } = await workspace.create('/v1/contacts', AMELIE);
    const { body } = await post(TWIN, 'warn').expect(201);
    expect(duplicatesIn(body)).toEqual([id]);
    expect(body.duplicates[0].matches[0].reasons[0]).toMatchObject({ field: 'emails', similarity: 1 });
    expect((await post(NGUYEN, 'warn').expect(201)).body).not.toHaveProperty('duplicates');
  });

  it('is not saved when it shall be blocked, and says by which record', async () => {
    const { id } = await workspace.create('/v1/contacts', AMELIE);
    const { body } = await post(TWIN, 'block').expect(409);
    expect(body).toMatchObject({ code: 'duplicates_found', duplicates: [{ id }] });
    expect(await contactsOf(workspace)).toBe(1);
    await post(NGUYEN, 'block').expect(201);
  });

  it('refuses a word that is none of these', async () => {
    await post(TWIN, 'maybe').expect(400);
    await workspace.post('/v1/products?duplicates=warn', { name: 'Desk' }).expect(400);
  });
});

describe('a rule that warns', () => {
  it('does so unasked, in creations, changes, upserts and batches', async () => {
    await setRules(workspace, 'contact', { on_save: 'warn' });
    const { id } = await workspace.create('/v1/contacts', AMELIE);
    const created = (await post(TWIN).expect(201)).body;
    expect(duplicatesIn(created)).toEqual([id]);
    const other = await workspace.create('/v1/contacts', NGUYEN);
    const changed = await workspace.patch(`/v1/contacts/${other.id}`, TWIN).expect(200);
    expect(duplicatesIn(changed.body)?.sort()).toEqual([id, created.id].sort());
    const upsert = { by: { field: 'external_id', value: 'shop:1' }, data: TWIN };
    const upserted = (await workspace.post('/v1/contacts/upsert', upsert).expect(201)).body;
    expect(duplicatesIn(upserted)).toHaveLength(3);
    const operations = [{ op: 'create', data: TWIN }];
    const { results } = (await workspace.post('/v1/contacts/batch', { operations }).expect(200)).body;
    expect(duplicatesIn(results[0])).toHaveLength(4);
  });

  it('says nothing of what was known before a change', async () => {
    await workspace.create('/v1/contacts', AMELIE);
    const twin = await workspace.create('/v1/contacts', TWIN);
    await setRules(workspace, 'contact', { on_save: 'warn' });
    for (const change of [{ job_title: 'Buyer' }, { first_name: 'Amélie' }]) {
      const { body } = await workspace.patch(`/v1/contacts/${twin.id}`, change).expect(200);
      expect(body).not.toHaveProperty('duplicates');
    }
  });
});

describe('a rule that blocks', () => {
  beforeEach(async () => {
    await setRules(workspace, 'contact', { on_save: 'block' });
    await workspace.create('/v1/contacts', AMELIE);
  });

  it('holds on every path, and whatever but ignoring is asked for', async () => {
    await post(TWIN).expect(409);
    await post(TWIN, 'warn').expect(409);
    const other = await workspace.create('/v1/contacts', NGUYEN);
    await workspace.patch(`/v1/contacts/${other.id}`, AMELIE).expect(409);
    await workspace
      .post('/v1/contacts/upsert', { by: { field: 'external_id', value: 'a:1' }, data: TWIN })
      .expect(409);
    const job = await workspace.post('/v1/contacts?validate_only=true', TWIN).expect(409);
    expect(job.body.code).toBe('duplicates_found');
  });

  it('lets pass what is to be ignored, for whoever manages rules alone', async () => {
    const scopes = api.scopes().filter((scope) => scope !== 'duplicates:manage');
    const { token } = await workspace.create('/v1/keys', { name: 'Writer', scopes });
    const writer = api.as(String(token));
    await writer.post('/v1/contacts?duplicates=ignore', TWIN).expect(409);
    const { body } = await post(TWIN, 'ignore').expect(201);
    expect(body).not.toHaveProperty('duplicates');
    await setRules(workspace, 'contact', { on_save: 'warn' });
    await writer.post('/v1/contacts?duplicates=ignore', TWIN).expect(201);
  });

  it('takes the first of twins within a batch, and refuses the others in their places', async () => {
    const operations = [NGUYEN, TWIN, { ...NGUYEN, first_name: 'MINH' }].map((data) => ({
      op: 'create',
      data,
    }));
    const { results } = (await workspace.post('/v1/contacts/batch', { operations }).expect(200)).body;
    expect(results.map(({ status }: { status: number }) => status)).toEqual([201, 409, 409]);
    expect(duplicatesIn(results[2].problem)).toEqual([results[0].id]);
    await workspace.post('/v1/contacts/batch', { atomic: true, operations }).expect(422);
  });

  it('lets one of twins pass that come at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(NGUYEN)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect(await contactsOf(workspace)).toBe(2);
  });

  it('lets one of twins pass that are far apart in a large batch', async () => {
    const others = Array.from({ length: 598 }, (_, at) => ({ first_name: 'Person', last_name: `No. ${at}` }));
    const operations = [NGUYEN, ...others, NGUYEN].map((data) => ({ op: 'create', data }));
    const { summary } = (await workspace.post('/v1/contacts/batch', { operations }).expect(200)).body;
    expect(summary).toEqual({ created: 599, failed: 1 });
  });

  it('knows nothing of records that the caller may not read', async () => {
    const own = { read: 'own', create: 'own', update: 'own', delete: 'own' };
    const role = await workspace.create('/v1/roles', { name: 'Own', objects: { contact: own } });
    const { client: seller } = await employ(api, workspace, 'Sella', String(role.key));
    await seller.post('/v1/contacts', TWIN).expect(201);
  });
});
