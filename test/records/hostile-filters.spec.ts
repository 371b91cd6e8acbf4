import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { TestApi, type TestWorkspace } from '../support/test-api';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  for (const title of HOSTILE.filter((text) => !text.includes('\0')))
    await workspace.create('/v1/deals', { title });
});
afterAll(() => api.stop());

const HOSTILE = [
  "'; DROP TABLE deals; --",
  "' OR '1'='1",
  "') OR 1=1 --",
  '$1',
  '$2::text',
  '%',
  '_',
  '\\',
  '\\%',
  "\\'",
  'E\\x27',
  '*/ OR 1=1 /*',
  '"title"',
  '{{7*7}}',
  '\u0000',
  '#{1+1}',
  'NULL',
  'a\' COLLATE "C" > \'',
];

describe.each(HOSTILE)('%j', (text) => {
  const stores = !text.includes('\0');

  it('as a value finds itself and nothing else', async () => {
    for (const filter of [{ title: text }, { title: { in: [text] } }]) {
      const answer = await workspace.post('/v1/deals/search', { filter }).expect(stores ? 200 : 400);
      if (stores) expect(answer.body.data).toMatchObject([{ title: text }]);
    }
    for (const filter of [{ title: { contains: text } }, { title: { starts_with: text } }]) {
      const answer = await workspace.post('/v1/deals/search', { filter }).expect(stores ? 200 : 400);
      for (const deal of answer.body.data ?? []) {
        expect(deal.title.toLowerCase()).toContain(text.toLowerCase());
      }
    }
    await workspace.post('/v1/deals/search', { search: text }).expect(stores ? 200 : 400);
    await workspace
      .get(`/v1/deals?filter=${encodeURIComponent(JSON.stringify({ title: text }))}`)
      .expect(stores ? 200 : 400);
  });

  it('as a name or an id is refused', async () => {
    for (const filter of [
      { [text]: 1 },
      { title: { [text]: 1 } },
      { company: { [text]: 1 } },
      { owner_id: text },
      { amount: text },
      { created_at: { gt: text } },
    ]) {
      await workspace.post('/v1/deals/search', { filter }).expect(400);
    }
    const encoded = encodeURIComponent(text);
    for (const query of [
      `sort=${encoded}`,
      `fields=${encoded}`,
      `expand=${encoded}`,
      `owner_id=${encoded}x`,
      `filter=${encoded}x`,
    ]) {
      await workspace.get(`/v1/deals?${query}`).expect(400);
    }
    await workspace.get(`/v1/deals?cursor=${encoded}`).expect(400);
  });
});

it('names that every object has are unknown fields, in bodies too', async () => {
  for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    const { body } = await workspace.post('/v1/deals/search', { filter: { [name]: {} } }).expect(400);
    expect(body.errors).toMatchObject([{ pointer: `/filter/${name}`, code: 'unknown_field' }]);
  }
  await workspace.raw('post', '/v1/deals/search', '{"filter":{"__proto__":{"title":"x"}}}').expect(400);
  await workspace.get(`/v1/deals?filter=${encodeURIComponent('{"__proto__":{"title":"x"}}')}`).expect(400);
});

it('the examples of the guide run', async () => {
  const guide = readFileSync(join(__dirname, '../../docs/filters.md'), 'utf8');
  const examples = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThan(5);
  for (const text of examples) {
    const filter: unknown = JSON.parse(text);
    await workspace.post('/v1/deals/search', { filter }).expect(200);
  }
});
