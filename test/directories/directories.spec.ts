import { directoryValues } from '../../apps/migrate/migrations/0016-directory-values';
import { told } from '../pipelines/support/pipeline-world';
import { eventsOf } from '../records/support/stored-events';
import type { ApiClient } from '../support/api-client';
import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

interface Value {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly system: boolean;
}

const SOURCES = '/v1/directories/source/values';

const valuesOf = async (directory: string, client: ApiClient = workspace): Promise<Value[]> =>
  (await client.get(`/v1/directories/${directory}/values?limit=100`).expect(200)).body.data;

/** A value that every workspace has, by its key. */
const system = async (key: string): Promise<Value> => {
  const found = (await valuesOf('source')).find((value) => value.key === key);
  if (!found) throw new Error(`There is no source "${key}".`);
  return found;
};

const add = async (name: string, more: object = {}, directory = 'source'): Promise<Value> =>
  (await workspace.create(`/v1/directories/${directory}/values`, { name, ...more })) as unknown as Value;

const at = ({ id }: Pick<Value, 'id'>) => `${SOURCES}/${id}`;
const NOBODY = { id: 'dval_01jc6nrygyfgx9y01bdgemwqv0' };

describe('the directories of a workspace', () => {
  it('are nine, with the fields that take their values', async () => {
    const { body } = await workspace.get('/v1/directories').expect(200);
    const fields = Object.fromEntries(
      body.data.map((one: { name: string; fields: string[] }) => [one.name, one.fields.toSorted()]),
    );
    expect(fields).toEqual({
      source: ['companies.source', 'contacts.source', 'deals.source', 'forms.source', 'leads.source'],
      contact_type: ['contacts.type'],
      company_type: ['companies.type'],
      employee_count: ['companies.employee_count'],
      industry: ['companies.industry'],
      deal_type: ['deals.type'],
      salutation: ['contacts.salutation', 'leads.salutation'],
      event_type: [],
      call_status: [],
    });
  });

  const STARTS = {
    en: ['Source', 'Phone call', 'Retail'],
    fr: ['Source', 'Appel téléphonique', 'Commerce de détail'],
    de: ['Quelle', 'Anruf', 'Einzelhandel'],
    es: ['Origen', 'Llamada', 'Comercio minorista'],
    ru: ['Источник', 'Звонок', 'Розничная торговля'],
    vi: ['Nguồn', 'Cuộc gọi', 'Bán lẻ'],
  };

  it.each(Object.entries(STARTS))(
    'start in %s, with the same keys, and go back to it',
    async (locale, words) => {
      const own = await api.workspace(api.scopes(), locale);
      const [title, call, retail] = words;
      const { body } = await own.get('/v1/directories').expect(200);
      expect(body.data[0]).toMatchObject({ name: 'source', title });
      const [first] = await valuesOf('source', own);
      expect(first).toMatchObject({ key: 'call', name: call, system: true, version: 1 });
      expect((await valuesOf('industry', own)).find(({ key }) => key === 'retail')?.name).toBe(retail);
      for (const { name } of body.data) expect((await valuesOf(name, own)).length).toBeGreaterThan(3);
      await own.patch(at(first as Value), { name: 'x', color: '#000000' }).expect(200);
      expect((await own.post(`${at(first as Value)}/reset`).expect(200)).body).toMatchObject({
        name: call,
        color: null,
      });
    },
  );
});

type Rule = readonly [what: string, said: string, act: () => PromiseLike<Answer>];
type Answer = Parameters<typeof told>[0];

const lead = (source: string) => workspace.create('/v1/leads', { source });

const RULES: readonly Rule[] = [
  ['adding one', '201', () => workspace.post(SOURCES, { name: 'Podcast' })],
  [
    'adding one with a key of another',
    '422 key_taken /key',
    () => workspace.post(SOURCES, { name: 'x', key: 'call' }),
  ],
  [
    'adding one with a key that is none',
    '400 wrong_format /key',
    () => workspace.post(SOURCES, { name: 'x', key: 'Pod cast' }),
  ],
  ['adding one without a name', '400 required /name', () => workspace.post(SOURCES, { key: 'x' })],
  [
    'adding a system one',
    '400 unknown_field /system',
    () => workspace.post(SOURCES, { name: 'x', system: true }),
  ],
  [
    'adding one to no directory',
    '404 not_found',
    () => workspace.post('/v1/directories/colours/values', { name: 'x' }),
  ],
  ['renaming a system one', '200', async () => workspace.patch(at(await system('email')), { name: 'Mail' })],
  [
    'recolouring a system one',
    '200',
    async () => workspace.patch(at(await system('email')), { color: '#FF0000' }),
  ],
  ['resetting a system one', '200', async () => workspace.post(`${at(await system('email'))}/reset`)],
  [
    'another key for a system one',
    '400 unknown_field /key',
    async () => workspace.patch(at(await system('email')), { key: 'mail' }),
  ],
  ['deleting a system one', '409 system_value', async () => workspace.delete(at(await system('email')))],
  [
    'deleting a system one with another',
    '409 system_value',
    async () => workspace.delete(`${at(await system('email'))}?replace_with=${(await system('call')).id}`),
  ],
  [
    'renaming one that was added',
    '200',
    async () => workspace.patch(at(await add('Radio')), { name: 'Wireless' }),
  ],
  [
    'resetting one that was added',
    '409 no_default',
    async () => workspace.post(`${at(await add('Radio'))}/reset`),
  ],
  ['resetting one that nobody has', '404 not_found', () => workspace.post(`${at(NOBODY)}/reset`)],
  ['deleting one that was added', '200', async () => workspace.delete(at(await add('Radio')))],
  [
    'deleting one in use',
    '422 in_use',
    async () => {
      const value = await add('Radio');
      await lead(value.key);
      return workspace.delete(at(value));
    },
  ],
  [
    'deleting one in use with another',
    '200',
    async () => {
      const value = await add('Radio');
      await lead(value.key);
      return workspace.delete(`${at(value)}?replace_with=${(await system('call')).id}`);
    },
  ],
  [
    'deleting one with itself',
    '422 unsuitable_replacement ?replace_with',
    async () => {
      const value = await add('Radio');
      return workspace.delete(`${at(value)}?replace_with=${value.id}`);
    },
  ],
  [
    'deleting one with one of another directory',
    '422 unknown_reference ?replace_with',
    async () => {
      const [other] = await valuesOf('industry');
      return workspace.delete(`${at(await add('Radio'))}?replace_with=${other?.id}`);
    },
  ],
  [
    'deleting one with one that nobody has',
    '422 unknown_reference ?replace_with',
    async () => workspace.delete(`${at(await add('Radio'))}?replace_with=${NOBODY.id}`),
  ],
  [
    'deleting one under another directory',
    '404 not_found',
    async () => workspace.delete(`/v1/directories/industry/values/${(await add('Radio')).id}`),
  ],
  [
    'restoring one',
    '200',
    async () => {
      const value = await add('Radio');
      await workspace.delete(at(value)).expect(200);
      return workspace.post(`${at(value)}/restore`);
    },
  ],
  [
    'restoring one whose key another has by now',
    '422 key_taken /key',
    async () => {
      const value = await add('Television', { key: 'tv' });
      await workspace.delete(at(value)).expect(200);
      await add('TV', { key: 'tv' });
      return workspace.post(`${at(value)}/restore`);
    },
  ],
  [
    'an order',
    '200',
    async () =>
      workspace.post(`${SOURCES}/reorder`, {
        value_ids: [(await system('email')).id, (await system('call')).id],
      }),
  ],
  [
    'an order with one twice',
    '422 duplicate /value_ids/1',
    async () =>
      workspace.post(`${SOURCES}/reorder`, {
        value_ids: [(await system('email')).id, (await system('email')).id],
      }),
  ],
  [
    'an order with a stranger',
    '422 unknown_reference /value_ids/0',
    () => workspace.post(`${SOURCES}/reorder`, { value_ids: [NOBODY.id] }),
  ],
];

describe('a value of a directory', () => {
  it.each(RULES)('%s is answered with %s', async (_, said, act) => {
    expect(told(await act())).toBe(said);
  });

  it('gets a key from its name, another one than all others have or had', async () => {
    const names = ['Été à la plage!', 'Été à la plage', 'Выставка', 'Trade show'];
    const keys = [];
    for (const name of names) keys.push((await add(name, {}, 'event_type')).key);
    expect(keys).toEqual(['ete_a_la_plage', 'ete_a_la_plage_2', 'value', 'trade_show']);
    const [gone] = await valuesOf('event_type').then((all) => all.filter(({ key }) => key === 'trade_show'));
    await workspace.delete(`/v1/directories/event_type/values/${gone?.id}`).expect(200);
    expect((await add('Trade show', {}, 'event_type')).key).toBe('trade_show_2');
  });

  it('is made by each who asks at the same time, or they are told to try again', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        workspace.post('/v1/directories/industry/values', { name: 'Same name' }),
      ),
    );
    for (const { status, body } of answers) {
      if (status !== 201) expect([status, body.code]).toEqual([409, 'changed_meanwhile']);
    }
    const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.key);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made).size).toBe(made.length);
  });

  it('is told of in events, and stands where the order puts it', async () => {
    const value = await add('Podcast series');
    const first = await system('call');
    expect((await valuesOf('source')).at(-1)?.id).toBe(value.id);
    await workspace.post(`${SOURCES}/reorder`, { value_ids: [value.id, first.id] }).expect(200);
    const keys = (await valuesOf('source')).map(({ key }) => key);
    expect(keys.indexOf(value.key)).toBeLessThan(keys.indexOf(first.key));
    await workspace.delete(at(value)).expect(200);
    expect((await eventsOf(api, value.id)).map(({ type }) => type)).toEqual([
      'directory_value.created',
      'directory_value.updated',
      'directory_value.deleted',
    ]);
  });

  it('is replaced in every kind of record that has it, as single changes would', async () => {
    const value = await add('Fair');
    const other = await add('Congress');
    const [a, b, c] = [
      await workspace.create('/v1/leads', { source: value.key }),
      await workspace.create('/v1/deals', { title: 'x', source: value.key }),
      await workspace.create('/v1/companies', { name: 'x', source: value.key }),
    ];
    await workspace.delete(`${at(value)}?replace_with=${other.id}&validate_only=true`).expect(200);
    await workspace.delete(`${at(value)}?replace_with=${other.id}`).expect(200);
    for (const [path, { id }] of [
      ['leads', a],
      ['deals', b],
      ['companies', c],
    ] as const) {
      const { body } = await workspace.get(`/v1/${path}/${id}`).expect(200);
      expect(body).toMatchObject({ source: other.key, version: 2 });
      const [, change] = await eventsOf(api, id);
      expect(change?.changes).toMatchObject({ source: { from: value.key, to: other.key } });
    }
  });
});

describe('workspaces from before there were directories', () => {
  it('have every value, in their language', async () => {
    const fill = directoryValues.statements.find((statement) => statement.includes('INSERT INTO')) ?? '';
    const [fresh, old] = [await api.workspace(api.scopes(), 'de'), await api.workspace(api.scopes(), 'de')];
    await api.sql('DELETE FROM directory_values');
    await api.sql(fill);
    const inShort = (values: Value[]) => values.map(({ key, name, system: is }) => [key, name, is]);
    const [filled, again] = [await valuesOf('industry', old), await valuesOf('industry', fresh)];
    expect(filled.length).toBe(15);
    expect(inShort(filled)).toEqual(inShort(again));
    expect(filled[0]).toMatchObject({ name: 'Informationstechnik', id: expect.stringMatching(/^dval_/) });
  });
});
