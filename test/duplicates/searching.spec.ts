import { migrateDatabase } from '../../apps/migrate/migrate-database';
import { codeBlocks } from '../journeys/support/code-blocks';
import { employ } from '../rights/support/staff';
import type { ApiClient, Created } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { testServer, withDatabase } from '../support/test-database';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start();
});
beforeEach(async () => {
  workspace = await api.workspace();
});
afterAll(() => api.stop());

interface Found {
  readonly data: {
    readonly id: string;
    readonly score: number;
    readonly matches: { readonly rule: string; readonly reasons: Record<string, unknown>[] }[];
  }[];
  readonly too_common: string[];
}

const find = async (objects: string, input: object, as: ApiClient = workspace): Promise<Found> =>
  (await as.post(`/v1/${objects}/duplicates`, input).expect(200)).body as Found;

const idsOf = ({ data }: Found): string[] => data.map(({ id }) => id);

const AMELIE = {
  first_name: 'Amélie',
  last_name: 'Dubois',
  phones: [{ value: '+33 6 12 34 56 78' }],
  emails: [{ value: 'amelie.dubois@gmail.com' }],
};

const TWIN = {
  first_name: 'A.',
  last_name: 'DUBOIS',
  emails: [{ value: 'AmelieDubois+crm@googlemail.com' }],
};

const EMAIL_RULE = {
  object: 'contact',
  name: 'Same address',
  threshold: 1,
  conditions: [
    { field: 'emails', normalizer: 'email', matcher: 'exact', weight: 1, threshold: 1, required: true },
  ],
};

describe('a search for duplicates', () => {
  it('finds what was saved before it, and says why', async () => {
    const amelie = await workspace.create('/v1/contacts', AMELIE);
    await workspace.create('/v1/contacts', { first_name: 'Amélie', last_name: 'Dubois' });
    const found = await find('contacts', { data: TWIN });
    expect(idsOf(found)).toEqual([amelie.id]);
    expect(found.too_common).toEqual([]);
    const [match] = found.data[0]?.matches ?? [];
    expect(match?.rule).toBe('Same email address, and no other name');
    expect(found.data[0]?.score).toBeGreaterThan(0.9);
    expect(match?.reasons).toEqual([
      {
        field: 'emails',
        normalizer: 'email_mailbox',
        matcher: 'exact',
        similarity: 1,
        is_alike: true,
        value: 'AmelieDubois+crm@googlemail.com',
        other_value: 'amelie.dubois@gmail.com',
      },
      expect.objectContaining({ field: 'name', value: 'A. DUBOIS', other_value: 'Amélie Dubois' }),
    ]);
  });

  it('follows every write: changes, deletions, restorations, batches', async () => {
    const amelie = await workspace.create('/v1/contacts', AMELIE);
    const twin = await workspace.create('/v1/contacts', { ...TWIN, phones: [] });
    const others = async () => idsOf(await find('contacts', { id: twin.id }));
    expect(await others()).toEqual([amelie.id]);
    await workspace
      .patch(`/v1/contacts/${amelie.id}`, { emails: [{ value: 'other@example.com' }] })
      .expect(200);
    expect(await others()).toEqual([]);
    await workspace.patch(`/v1/contacts/${amelie.id}`, { emails: AMELIE.emails }).expect(200);
    await workspace.delete(`/v1/contacts/${amelie.id}`).expect(200);
    expect(await others()).toEqual([]);
    await workspace.post(`/v1/contacts/${amelie.id}/restore`).expect(200);
    expect(await others()).toEqual([amelie.id]);
    const operations = Array.from({ length: 25 }, () => ({ op: 'create', data: AMELIE }));
    await workspace.post('/v1/contacts/batch', { operations }).expect(200);
    expect(await others()).toHaveLength(26);
  });

  it('reads names in any script, companies without their legal form, and deals of one client', async () => {
    const person = { last_name: 'Щербаков', first_name: 'Сергей', birthday: '1990-05-17' };
    const sergey = await workspace.create('/v1/leads', person);
    const draft = { first_name: 'Scherbakov', last_name: 'Sergei', birthday: '1990-05-17' };
    expect(idsOf(await find('leads', { data: draft }))).toEqual([sergey.id]);

    const flower = { name: 'ООО «Ромашка»', websites: [{ value: 'https://www.romashka.example.org/a' }] };
    const romashka = await workspace.create('/v1/companies', flower);
    const llc = { name: 'Romashka LLC', emails: [{ value: 'info@example.org' }] };
    expect(idsOf(await find('companies', { data: llc }))).toEqual([romashka.id]);

    const deal = { title: '20 desks for the new office', company_id: romashka.id };
    const first = await workspace.create('/v1/deals', deal);
    const again = { title: '20 desks for new office', company_id: romashka.id };
    const found = await find('deals', { data: again });
    expect(idsOf(found)).toEqual([first.id]);
    expect(found.data[0]?.matches[0]?.reasons[0]).toMatchObject({ field: 'client', value: romashka.id });
    const { body } = await workspace.get('/v1/pipelines?object=deal').expect(200);
    const stages = (await workspace.get(`/v1/pipelines/${body.data[0].id}/stages`).expect(200)).body.data;
    const won = stages.find(({ group }: Created) => group === 'won');
    await workspace.patch(`/v1/deals/${first.id}`, { stage_id: won.id }).expect(200);
    expect(idsOf(await find('deals', { data: again }))).toEqual([]);
  });

  it('looks at the newest 200 of what is too common, and says so', async () => {
    const phones = [{ value: '+33612345678' }];
    const operations = Array.from({ length: 201 }, () => ({ op: 'create', data: { phones } }));
    await workspace.post('/v1/contacts/batch', { operations }).expect(200);
    const found = await find('contacts', { data: { phones } });
    expect(found.too_common).toEqual(['phones']);
    expect(found.data).toHaveLength(50);
  });

  it('takes one record or one draft, whose ids name something', async () => {
    const { id } = await workspace.create('/v1/contacts', AMELIE);
    await workspace.post('/v1/contacts/duplicates', {}).expect(400);
    await workspace.post('/v1/contacts/duplicates', { id, data: TWIN }).expect(400);
    const nobody = id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    await workspace.post('/v1/contacts/duplicates', { id: nobody }).expect(404);
    const { body } = await workspace
      .post('/v1/contacts/duplicates', { data: { company_id: nobody.replace('cont_', 'comp_') } })
      .expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/data/company_id' }]);
  });
});

it('docs/duplicates.md shows bodies that are taken', async () => {
  const bodies = codeBlocks('docs/duplicates.md').filter(({ language }) => language === 'json');
  const [search = {}, rule = {}] = bodies.map(({ code }) => JSON.parse(code) as object);
  const amelie = { ...AMELIE, emails: [{ value: 'amelie.dubois@example.com' }] };
  const { id } = await workspace.create('/v1/contacts', amelie);
  await workspace.create('/v1/duplicate-rules', rule);
  const found = await find('contacts', search);
  expect(idsOf(found)).toEqual([id]);
  expect(found.data[0]?.score).toBe(0.963);
  expect(found.data[0]?.matches).toHaveLength(2);
});

describe('somebody whom a role limits', () => {
  const ALL = { read: 'all', create: 'all', update: 'all', delete: 'all' };

  it('is told neither of records that they may not read, nor by fields that they do not see', async () => {
    await workspace.create('/v1/contacts', AMELIE);
    const role = async (body: object) => String((await workspace.create('/v1/roles', body)).key);
    const own = await role({ name: 'Own', objects: { contact: { ...ALL, read: 'own' } } });
    const alone = (await employ(api, workspace, 'Alone', own)).client;
    expect(await find('contacts', { data: AMELIE }, alone)).toEqual({ data: [], too_common: [] });

    const fields = [{ object: 'contact', field: 'emails', access: 'hidden' }];
    const blind = await role({ name: 'Blind', objects: { contact: ALL }, fields });
    const eyeless = (await employ(api, workspace, 'Eyeless', blind)).client;
    const known = await find('contacts', { data: { phones: AMELIE.phones } }, eyeless);
    expect(known.data).toHaveLength(1);
    expect(JSON.stringify(known)).not.toContain('gmail');
    const guessed = await eyeless.post('/v1/contacts/duplicates', { data: { emails: AMELIE.emails } });
    expect(guessed.body.data ?? []).toEqual([]);
  });
});

describe('rules', () => {
  const rulesOf = async (object: string) =>
    ((await workspace.get('/v1/duplicate-rules?limit=100').expect(200)).body.data as Created[]).filter(
      (rule) => rule.object === object,
    );

  it('come with every workspace, and hold from their next search on', async () => {
    for (const object of ['lead', 'contact', 'company', 'deal'])
      expect(await rulesOf(object)).not.toEqual([]);
    const amelie = await workspace.create('/v1/contacts', AMELIE);
    for (const { id } of await rulesOf('contact'))
      await workspace.delete(`/v1/duplicate-rules/${id}`).expect(200);
    expect(idsOf(await find('contacts', { data: TWIN }))).toEqual([]);
    const rule = await workspace.create('/v1/duplicate-rules', EMAIL_RULE);
    expect(rule).toMatchObject({ position: 1000, active: true, version: 1 });
    expect(idsOf(await find('contacts', { data: TWIN }))).toEqual([]);
    const conditions = [{ ...EMAIL_RULE.conditions[0], normalizer: 'email_mailbox' }];
    const path = `/v1/duplicate-rules/${rule.id}`;
    await workspace.patch(path, { conditions }).set('if-match', '"1"').expect(200);
    await workspace.patch(path, { conditions }).set('if-match', '"1"').expect(412);
    expect(idsOf(await find('contacts', { data: TWIN }))).toEqual([amelie.id]);
    await workspace.patch(path, { active: false }).expect(200);
    expect(idsOf(await find('contacts', { data: TWIN }))).toEqual([]);
  });

  it('name what there is to compare, and find something', async () => {
    const faults = async (condition: object, object = 'contact') => {
      const conditions = [{ ...EMAIL_RULE.conditions[0], ...condition }];
      const { body } = await workspace
        .post('/v1/duplicate-rules', { ...EMAIL_RULE, object, conditions })
        .expect(422);
      return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
    };
    expect(await faults({ normalizer: 'phone' })).toEqual([['/conditions/0/normalizer', 'not_for_field']]);
    expect(await faults({ required: false })).toEqual([['/conditions', 'finds_nothing']]);
    expect(await faults({}, 'deal')).toEqual([
      ['/conditions/0/field', 'not_compared'],
      ['/conditions', 'finds_nothing'],
    ]);
    await workspace.post('/v1/duplicate-rules', { ...EMAIL_RULE, threshold: 1.5 }).expect(400);
  });
});

it('finds records from before there were keys', async () => {
  const amelie = await workspace.create('/v1/contacts', AMELIE);
  const gone = await workspace.create('/v1/contacts', AMELIE);
  await workspace.delete(`/v1/contacts/${gone.id}`).expect(200);
  const keys = () => api.sql('SELECT * FROM match_keys ORDER BY workspace_id, key, record_id');
  const before = await keys();
  await api.sql('DELETE FROM match_keys');
  expect(idsOf(await find('contacts', { data: TWIN }))).toEqual([]);
  await api.sql(
    `INSERT INTO match_key_fills SELECT id, kind, '00000000-0000-0000-0000-000000000000'
     FROM workspaces, unnest(ARRAY['lead', 'contact', 'company', 'deal']) AS kind`,
  );
  const [database] = await api.sql<{ name: string }>('SELECT current_database() AS name');
  await migrateDatabase(withDatabase(testServer().templateUrl, database?.name ?? ''));
  expect(await keys()).toEqual(before);
  expect(await api.sql('SELECT * FROM match_key_fills')).toEqual([]);
  expect(idsOf(await find('contacts', { data: TWIN }))).toEqual([amelie.id]);
});
