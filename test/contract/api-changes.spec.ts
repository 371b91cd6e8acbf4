import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Json = Readonly<Record<string, unknown>>;

const REQUEST = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: {
    title: { type: 'string', maxLength: 200 },
    kind: { type: 'string', enum: ['a', 'b'] },
    owner_id: { type: ['string', 'null'], pattern: '^memb_' },
    parent: { $ref: '#/components/schemas/In' },
  },
};
const ANSWER = {
  type: 'object',
  required: ['id', 'kind'],
  properties: {
    id: { type: 'string', pattern: '^lead_' },
    kind: { type: 'string', enum: ['a', 'b'] },
    code: { type: 'string', 'x-extensible-enum': ['x', 'y'] },
  },
};

interface Change {
  request?: Json;
  answer?: Json;
  operation?: Json;
  paths?: Json;
  scopes?: Json;
  webhooks?: Json;
}

const json = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
const codes = (...words: string[]) => ({ code: { type: 'string', 'x-extensible-enum': words } });
const filter = { name: 'filter', in: 'query', content: json('In') };
const limit = { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 500 } };

function documentWith({
  request = REQUEST,
  answer = ANSWER,
  operation,
  paths,
  scopes,
  webhooks,
}: Change = {}) {
  const create = {
    operationId: 'leads.create',
    security: [{ oauth2: ['leads:write'] }, { bearer: [] }],
    parameters: [limit, filter],
    requestBody: { required: true, content: json('In') },
    responses: { 201: { headers: { ETag: {} }, content: json('Out') }, 400: { content: json('Out') } },
    ...operation,
  };
  return {
    paths: paths ?? { '/v1/leads': { post: create } },
    webhooks: webhooks ?? { 'lead.created': { post: { requestBody: { content: json('Out') } } } },
    components: {
      schemas: { In: request, Out: answer },
      securitySchemes: {
        oauth2: { flows: { clientCredentials: { scopes: scopes ?? { 'leads:write': 'write' } } } },
      },
    },
  };
}

const inRequest = (properties: Json, more: Json = {}): Change => ({
  request: { ...REQUEST, ...more, properties: { ...REQUEST.properties, ...properties } },
});
const inAnswer = (properties: Json, more: Json = {}): Change => ({
  answer: { ...ANSWER, ...more, properties: { ...ANSWER.properties, ...properties } },
});
const { title: _, ...untitled } = REQUEST.properties;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dealwright-changes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the check says of a change. */
function check(after: object, before: object | null = documentWith()) {
  const [released, current] = [join(folder, 'released.json'), join(folder, 'current.json')];
  rmSync(released, { force: true });
  if (before) writeFileSync(released, JSON.stringify(before));
  writeFileSync(current, JSON.stringify(after));
  const args = ['scripts/api-changes.mjs', released, current];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, told: stdout + stderr };
}

describe('the check of changes since the last release', () => {
  it('says so when nothing is released', () => {
    expect(check(documentWith(), null)).toMatchObject({
      status: 0,
      told: expect.stringContaining('Nothing released yet'),
    });
  });

  it('finds nothing between equal documents', () => {
    expect(check(documentWith())).toMatchObject({ status: 0, told: expect.stringMatching(/^0 changes/) });
  });

  it.each<[string, Change, RegExp]>([
    ['an operation that is gone', { paths: {} }, /operation POST \/v1\/leads is gone/],
    ['another operationId', { operation: { operationId: 'leads.make' } }, /operationId/],
    [
      'a further scope',
      { operation: { security: [{ oauth2: ['leads:write', 'x:y'] }] } },
      /needs the scope x:y/,
    ],
    ['a scope that is gone', { scopes: {} }, /scope leads:write is gone/],
    ['a way to sign in that is gone', { operation: { security: [{ bearer: [] }] } }, /does not take oauth2/],
    ['a parameter that is gone', { operation: { parameters: [] } }, /parameter limit is gone/],
    [
      'a required parameter',
      { operation: { parameters: [{ ...limit, required: true }, filter] } },
      /limit is required/,
    ],
    [
      'a smaller maximum',
      { operation: { parameters: [{ ...limit, schema: { type: 'integer', maximum: 100 } }, filter] } },
      /maximum was 500 and is 100/,
    ],
    [
      'a parameter that was JSON and is not',
      { operation: { parameters: [limit, { ...filter, content: undefined, schema: {} }] } },
      /filter is written otherwise/,
    ],
    [
      'less in the JSON of a parameter',
      { request: { ...REQUEST, properties: untitled } },
      /query parameter filter has no field title/,
    ],
    [
      'a field of a request that is gone',
      { request: { ...REQUEST, properties: untitled } },
      /no field title/,
    ],
    ['a new required field', inRequest({ name: {} }, { required: ['title', 'name'] }), /new field name/],
    [
      'a field that is now required',
      inRequest({}, { required: ['title', 'kind'] }),
      /kind is now always there/,
    ],
    [
      'a shorter text',
      inRequest({ title: { type: 'string', maxLength: 100 } }),
      /maxLength was 200 and is 100/,
    ],
    [
      'a limit where none was',
      inRequest({ title: { type: 'string', maxLength: 200, minLength: 2 } }),
      /minLength/,
    ],
    ['a choice less', inRequest({ kind: { type: 'string', enum: ['a'] } }), /no value "b"/],
    [
      'no null any more',
      inRequest({ owner_id: { type: 'string', pattern: '^memb_' } }),
      /no longer of type null/,
    ],
    [
      'the id of another kind',
      inRequest({ owner_id: { type: ['string', 'null'], pattern: '^user_' } }),
      /pattern/,
    ],
    ['a field of an answer that is gone', { answer: { ...ANSWER, properties: { id: {} } } }, /no field kind/],
    ['a field that may be missing', inAnswer({}, { required: ['id'] }), /kind may now be missing/],
    ['null in an answer', inAnswer({ id: { type: ['string', 'null'], pattern: '^lead_' } }), /of type null/],
    ['a value that never comes again', inAnswer({ kind: { type: 'string', enum: ['a'] } }), /no value "b"/],
    ['a code that is no longer known', inAnswer(codes('x')), /code no longer knows "y"/],
    ['ids in another form', inAnswer({ id: { type: 'string', pattern: '^ld_' } }), /pattern/],
    ['another success', { operation: { responses: { 200: { content: json('Out') } } } }, /no 201 answer/],
    [
      'a header that is gone',
      { operation: { responses: { 201: { content: json('Out') } } } },
      /no header ETag/,
    ],
    ['an event that is gone', { webhooks: {} }, /event lead.created is gone/],
  ])('tells that %s breaks clients', (_name, change, told) => {
    const answer = check(documentWith(change));
    expect(answer).toMatchObject({ status: 1, told: expect.stringMatching(told) });
    expect(answer.told).toMatch(/^breaking {2}/);
  });

  it.each<[string, Change, RegExp]>([
    ['a new optional field', inRequest({ comment: { type: 'string' } }), /new field comment/],
    ['a field that is no longer required', inRequest({}, { required: [] }), /title may now be missing/],
    [
      'a longer text',
      inRequest({ title: { type: 'string', maxLength: 300 } }),
      /maxLength was 200 and is 300/,
    ],
    ['a further choice', inRequest({ kind: { type: 'string', enum: ['a', 'b', 'c'] } }), /new value "c"/],
    ['null in a request', inRequest({ title: { type: ['string', 'null'], maxLength: 200 } }), /of type null/],
    ['a new field of an answer', inAnswer({ name: { type: 'string' } }), /new field name/],
    [
      'a new value in an answer',
      inAnswer({ kind: { type: 'string', enum: ['a', 'b', 'c'] } }),
      /new value "c"/,
    ],
    ['a further code', inAnswer(codes('x', 'y', 'z')), /code also knows "z"/],
    [
      'a token that may be left out',
      { operation: { security: [{}, { oauth2: ['leads:write'] }, { bearer: [] }] } },
      /needs no token any more/,
    ],
    ['a new scope', { scopes: { 'leads:write': 'write', 'x:y': 'y' } }, /scope x:y is new/],
    [
      'an optional parameter',
      { operation: { parameters: [limit, filter, { name: 'q', in: 'query', schema: {} }] } },
      /parameter q is new/,
    ],
  ])('tells that %s does not', (_name, change, told) => {
    const answer = check(documentWith(change));
    expect(answer).toMatchObject({ status: 0, told: expect.stringMatching(told) });
    expect(answer.told).toMatch(/^additive {2}/);
  });
});
