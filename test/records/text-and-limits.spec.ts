import fc from 'fast-check';

import type { Schema } from '../support/api-contract';
import { cpuMs } from '../support/cpu-time';
import { TestApi, type TestWorkspace } from '../support/test-api';
import { RECORD_KINDS, type RecordKind } from './support/record-kinds';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const NASTY = [
  '👩‍👩‍👧‍👦 Zoë & 🇫🇷',
  'e\u0301 is not é',
  'שלום \u202Eעולם\u202C مرحبا',
  'ﷺ ǅ ß ı İ ſ',
  ' leading, trailing ',
  'tab\tline\nreturn\r\u2028\u2029\u0085',
  '\u0001\u001f\u007f\u200b\ufeff\ufffd\uffff',
  "Robert'); DROP TABLE leads;-- $1 \\' \\\\ %s $&",
  '\\u0000 %00 &amp; <script>',
  'null',
  '\u{10FFFF}\u{1F600}',
];

/** The fields of a create request that take any text: names and how long. */
function textFields({ contract }: RecordKind): { name: string; max: number }[] {
  const { properties } = { ...api.contract.document.components.schemas[contract] };
  return Object.entries(properties as Record<string, Schema>)
    .filter(([, schema]) => [schema.type].flat().includes('string'))
    .filter(([, { enum: choices, pattern, format }]) => !choices && !pattern && !format)
    .map(([name, { maxLength }]) => ({ name, max: Number(maxLength) }));
}

const shortened = (text: string, max: number): string => [...text].slice(0, max).join('');

describe.each(RECORD_KINDS)('every text of a $name', (kind) => {
  let collection: string;
  beforeAll(async () => {
    collection = await kind.collection(workspace);
    expect(textFields(kind).length).toBeGreaterThan(0);
  });

  const withText = (text: string) =>
    Object.fromEntries(textFields(kind).map(({ name, max }) => [name, shortened(text, max)]));

  const readBack = async (body: object) => {
    const { id } = await workspace.create(collection, { ...kind.minimal, ...body });
    return (await workspace.get(`${collection}/${id}`).expect(200)).body;
  };

  it.each(NASTY)('comes back as it was sent: %j', async (text) => {
    expect(await readBack(withText(text))).toMatchObject(withText(text));
  });

  it('comes back as it was sent, whatever it is', async () => {
    const anyText = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .filter((text) => !text.includes('\0'));
    const taken = new Set(NASTY); // an article number belongs to one product
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        fc.pre(!taken.has(text));
        taken.add(text);
        expect(await readBack(withText(text))).toMatchObject(withText(text));
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['the NUL character', '"a\\u0000b"'],
    ['a lone high surrogate', '"\\ud800"'],
    ['a lone low surrogate', '"a\\udfffb"'],
    ['surrogates in the wrong order', '"\\udc00\\ud800"'],
  ])('cannot hold %s', async (_, json) => {
    for (const { name } of textFields(kind)) {
      const body = JSON.stringify({ ...kind.minimal, [name]: null }).replace(
        `"${name}":null`,
        `"${name}":${json}`,
      );
      const { body: problem } = await workspace.raw('post', collection, body).expect(400);
      expect(problem.errors).toMatchObject([{ pointer: `/${name}`, code: 'wrong_format' }]);
    }
  });

  it('is as long as documented and no longer, in code points', async () => {
    for (const { name, max } of textFields(kind)) {
      for (const character of ['a', '😀', '\ufe0f', 'é']) {
        const longest = character.repeat(max);
        expect((await readBack({ [name]: longest }))[name]).toBe(longest);
        const { body } = await workspace
          .post(collection, { ...kind.minimal, [name]: `${longest}a` })
          .expect(400);
        expect(body.errors).toMatchObject([{ pointer: `/${name}`, code: 'wrong_length' }]);
      }
    }
  });
});

describe('a body', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  it('is refused when it nests deeper than 32 levels, however deep', async () => {
    expect((await workspace.raw('post', '/v1/leads', nested(33)).expect(400)).body.code).toBe(
      'json_too_deep',
    );
    await workspace.raw('post', '/v1/leads', nested(100_000)).expect(400);
    await workspace.raw('post', '/v1/leads', '['.repeat(500_000)).expect(400);
    const shallow = await workspace.raw('post', '/v1/leads', nested(32)).expect(400);
    expect(shallow.body.errors).toMatchObject([{ pointer: '/a', code: 'unknown_field' }]);
  });

  it('is refused when it is larger than a megabyte', async () => {
    const { body } = await workspace.post('/v1/leads', { title: 'x'.repeat(1024 * 1024) }).expect(413);
    expect(body.code).toBe('body_too_large');
    await workspace.post('/v1/leads', { title: 'x'.repeat(1_000_000) }).expect(400);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data'])(
    'is refused as %s',
    async (type) => {
      const { body } = await workspace.raw('post', '/v1/leads', '{"title":"x"}', type).expect(415);
      expect(body.code).toBe('unsupported_media_type');
    },
  );

  it('counts the last of two fields of one name', async () => {
    const { body } = await workspace.raw('post', '/v1/leads', '{"title":"a","title":"b"}').expect(201);
    expect(body.title).toBe('b');
  });

  it('cannot hold a number that JavaScript would change', async () => {
    for (const number of ['9007199254740993', '1e400', '-1', '10.5', '1e2.5']) {
      await workspace.raw('post', '/v1/deals', `{"title":"x","probability":${number}}`).expect(400);
    }
    const { body } = await workspace
      .raw('post', '/v1/deals', '{"title":"x","probability":1.0e1}')
      .expect(201);
    expect(body.probability).toBe(10);
  });

  it('is judged quickly when it is nothing but mistakes', async () => {
    const items = JSON.stringify({ title: 'x', phones: Array(300_000).fill({}) });
    const names = JSON.stringify(
      Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`f${at}`, 1])),
    );
    const spent = await cpuMs(async () => {
      const tooMany = await workspace.raw('post', '/v1/leads', items).expect(400);
      expect(tooMany.body.errors).toMatchObject([{ pointer: '/phones', code: 'too_many' }]);
      const unknown = await workspace.raw('post', '/v1/leads', names).expect(400);
      expect(unknown.body.errors).toHaveLength(1000);
      expect(unknown.body.detail).toMatch(/^60000 things are wrong/);
    });
    expect(spent).toBeLessThan(15_000);
  });

  it.each([
    ['{"phones":[[{"value":"1"}]]}', '/phones/0'],
    ['{"phones":[null]}', '/phones/0'],
    ['{"phones":["+33612345678"]}', '/phones/0'],
    ['{"phones":{"0":{"value":"1"}}}', '/phones'],
    ['{"phones":"x"}', '/phones'],
    ['{"address":[]}', '/address'],
    ['{"address":"Paris"}', '/address'],
    ['{"utm":{"source":{"a":1}}}', '/utm/source'],
    ['{"amount":"10"}', '/amount'],
    ['{"amount":null,"emails":[{"value":["a@example.com"]}]}', '/emails/0/value'],
    ['{"address":{"constructor":1}}', '/address/constructor'],
  ])('says where it has the wrong form: %s', async (json, pointer) => {
    const { body } = await workspace.raw('post', '/v1/leads', json).expect(400);
    expect(body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([pointer]);
  });
});
