// Not bundled: what other files define would stand in the document, too.
import { NestFactory } from '@nestjs/core';
import { readSettings } from '@platform/config';
import { httpAdapter, operationScopes } from '@platform/http';

import { ApiModule } from '../../apps/api/api.module';
import { describeApi } from '../../apps/api/openapi';
import {
  ApiContract,
  type ApiDocument,
  committedDocument,
  isPublic,
  type Parameter,
  type PlacedOperation,
  type Schema,
  schemaOf,
} from '../support/api-contract';

const PUBLIC_URL = 'https://crm.example.com';

/** Without a database, as the committed document is made. */
async function describeWithoutDatabase(): Promise<ApiDocument> {
  const settings = readSettings(
    { databaseUrl: 'postgres://127.0.0.1:1/none', masterKey: Buffer.alloc(32), publicUrl: PUBLIC_URL },
    {},
  );
  const app = await NestFactory.create(ApiModule.with(settings), httpAdapter(settings), {
    preview: true,
    logger: false,
  });
  try {
    return JSON.parse(JSON.stringify(describeApi(app, PUBLIC_URL, operationScopes()))) as ApiDocument;
  } finally {
    await app.close();
  }
}

let contract: ApiContract;
let operations: readonly PlacedOperation[];

beforeAll(async () => {
  contract = new ApiContract(await describeWithoutDatabase());
  operations = contract.operations;
});

const isWrite = ({ parameters = [] }: PlacedOperation) =>
  parameters.some(({ name }) => name === 'Idempotency-Key');

/** The names of the operations that break a rule. */
const offenders = (isWrong: (operation: PlacedOperation) => boolean): string[] =>
  operations.filter(isWrong).map(({ operationId }) => operationId);

/** What the list at this path takes as its filter: a reference. */
const listedFilter = (path: string): unknown =>
  contract.operationOf('get', path)?.parameters?.find(({ name }) => name === 'filter')?.content?.[
    'application/json'
  ].schema;

/** What the search at this path takes as its filter: a reference. */
function searchedFilter(path: string): unknown {
  const body = contract.operationOf('post', path)?.requestBody?.content['application/json']?.schema;
  const name = String(body?.$ref).split('/').at(-1) ?? '';
  const { filter } = (contract.document.components.schemas[name]?.properties ?? {}) as Record<string, Schema>;
  return { $ref: filter?.$ref };
}

describe('the document of the API', () => {
  it('is the committed one: npm run generate makes it anew', () => {
    const parts = ({ paths, webhooks, components: { schemas } }: ApiDocument) => ({
      paths,
      webhooks,
      schemas,
    });
    expect(JSON.stringify(parts(contract.document))).toBe(JSON.stringify(parts(committedDocument())));
  });

  it('is made without a database', () => {
    expect(operations.length).toBeGreaterThan(30);
  });

  it('names every operation noun.verb, and no two alike', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.filter((id) => !/^[a-z][a-z_]*\.[a-z][a-z_]*$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives every operation one tag, that of its resource', () => {
    expect(offenders(({ tags }) => tags?.length !== 1 || !/^[a-z_]+$/.test(tags[0] ?? ''))).toEqual([]);
    const removal = contract.operationOf('delete', '/v1/pipelines/{pipeline_id}/stages/{id}');
    expect(removal?.tags).toEqual(['stages']);
  });

  it('says of every operation what it does', () => {
    expect(offenders(({ summary }) => !summary || summary.length > 80 || summary.endsWith('.'))).toEqual([]);
  });

  it('says of every operation which scope it needs, in both kinds of credential', () => {
    const isUnclear = ({ security = [] }: PlacedOperation) =>
      !security.some(({ bearer }) => bearer) ||
      security.some(({ oauth2 = [] }) => oauth2.some((scope) => !/^[a-z-]+:[a-z]+$/.test(scope)));
    expect(offenders((operation) => !isPublic(operation) && isUnclear(operation))).toEqual([]);
    // A form on a web site is sent by anybody.
    expect(offenders(isPublic).filter((id) => !id.startsWith('reference.'))).toEqual([
      'forms.submit',
      'incoming_urls.receive',
    ]);
  });

  it('says of an operation that looks at a token which comes along that it takes one, and none', () => {
    const { security } = contract.operationOf('get', '/v1/openapi.json') ?? {};
    expect(security).toEqual([{}, { oauth2: [] }, { bearer: [] }]);
  });

  it('shows every filter of a list as the schema that searches take', () => {
    const paths = operations
      .filter(({ operationId }) => operationId.endsWith('.search'))
      .map(({ path }) => path);
    expect(paths).toContain('/v1/deals/search');
    expect(paths.map((path) => listedFilter(path.replace(/\/search$/, '')))).toEqual(
      paths.map(searchedFilter),
    );
  });

  it('says of every operation how it can fail', () => {
    const expected = (operation: PlacedOperation): number[] => [
      400,
      429,
      500,
      ...(isPublic(operation) ? [] : [401, 403]),
      ...(/\/\{(?:\w+_)?id\}/.test(operation.path) ? [404] : []),
      ...(isWrite(operation) ? [409, 413, 415, 422] : []),
      ...(operation.parameters?.some(({ name }) => name === 'If-Match') ? [412] : []),
    ];
    const lacking = (operation: PlacedOperation) =>
      expected(operation).filter((status) => !(status in operation.responses));
    expect(offenders((operation) => lacking(operation).length > 0)).toEqual([]);
    const asProblems = (operation: PlacedOperation) =>
      Object.entries(operation.responses).every(
        ([status, { content }]) => Number(status) < 400 || content?.['application/problem+json']?.schema,
      );
    expect(offenders((operation) => !asProblems(operation))).toEqual([]);
  });

  it('lets every operation that changes something be sent twice, and tried', () => {
    const isReading = ({ method, operationId }: PlacedOperation) =>
      method === 'get' || /\.(?:search|duplicates)$/.test(operationId);
    const tries = ({ parameters = [] }: PlacedOperation) =>
      parameters.some(({ name }) => name === 'validate_only');
    expect(offenders((operation) => isWrite(operation) === isReading(operation))).toEqual(EFFECTLESS_POSTS);
    expect(offenders((operation) => isWrite(operation) !== tries(operation))).toEqual(NOT_TRIED);
  });

  it('describes the whole answer to every success', () => {
    const successes = ({ responses }: PlacedOperation) =>
      Object.entries(responses).filter(([status]) => status.startsWith('2'));
    const isWhole = (operation: PlacedOperation) =>
      successes(operation).length > 0 &&
      successes(operation).every(([, { content }]) => {
        const media = content?.['application/json'] ?? content?.['*/*'];
        return media?.schema !== undefined && media.example !== undefined;
      });
    expect(offenders((operation) => !isWhole(operation))).toEqual([]);
  });
});

/** They change nothing of the workspace, so that there is nothing to do twice. */
const EFFECTLESS_POSTS = ['apps.validate', 'apps.diff', 'incoming_urls.try', 'webhook_endpoints.test'];

/** Sent by visitors, who have nothing to try. */
const NOT_TRIED = ['forms.submit', 'incoming_urls.receive'];

interface Example {
  readonly where: string;
  readonly schema: Schema;
  readonly value: unknown;
}

/** Every example that the document shows for a whole body, an answer or a parameter. */
function operationExamples(): Example[] {
  const all = [...operations, ...Object.values(contract.document.webhooks).map(({ post }) => post)];
  return all.flatMap((operation) => {
    const bodies = [operation.requestBody, ...Object.values(operation.responses)];
    const media = bodies.flatMap((body) => Object.values(body?.content ?? {}));
    const inBodies = media.flatMap(({ schema, example, examples = {} }) =>
      schema
        ? [example, ...Object.values(examples).map(({ value }) => value)]
            .filter((value) => value !== undefined)
            .map((value) => ({ where: operation.operationId, schema, value }))
        : [],
    );
    const inParameters = (operation.parameters ?? [])
      .map((one) => ({
        where: `${operation.operationId} ${one.name}`,
        schema: schemaOf(one),
        value: exampleOf(one),
      }))
      .filter(({ value }) => value !== undefined);
    return [...inBodies, ...inParameters];
  });
}

const exampleOf = ({ example, content }: Parameter): unknown =>
  example ?? content?.['application/json'].example;

/** Every example that a schema shows for a field. */
function fieldExamples(): Example[] {
  return Object.entries(contract.document.components.schemas).flatMap(([name, { properties }]) =>
    Object.entries((properties ?? {}) as Record<string, Schema>).flatMap(([field, schema]) =>
      ((schema.examples ?? []) as unknown[]).map((value) => ({ where: `${name}.${field}`, schema, value })),
    ),
  );
}

describe('the examples in the document', () => {
  it('fit their own schemas', () => {
    const examples = [...operationExamples(), ...fieldExamples()];
    expect(examples.length).toBeGreaterThan(200);
    const faults = examples.flatMap(({ where, schema, value }) =>
      contract.mismatches(schema, value).map((mismatch) => `${where}: ${mismatch}`),
    );
    expect(faults).toEqual([]);
  });

  it('show a body wherever one is needed', () => {
    const lacks = ({ requestBody }: PlacedOperation) =>
      Object.values(requestBody?.content ?? {}).some(
        ({ example, examples }) => example === undefined && Object.keys(examples ?? {}).length === 0,
      );
    expect(offenders(lacks)).toEqual([]);
  });
});

describe('the check of answers against the document', () => {
  const answer = (change: object) => ({
    method: 'get',
    path: '/v1/leads',
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ratelimit: '…', 'ratelimit-policy': '…' },
    body: { data: [], has_more: false, next_cursor: null },
    ...change,
  });

  const problem = (status: number, members: object) => {
    const body = { type: 'T', title: 'T', status, detail: 'D', request_id: 'R', errors: [], ...members };
    return { status, headers: { 'content-type': 'application/problem+json' }, body };
  };

  it('lets a documented answer pass', () => {
    expect(contract.faults(answer({}))).toEqual([]);
    const known = problem(403, { code: 'missing_scope', required_scope: 'leads:read' });
    expect(contract.faults(answer(known))).toEqual([]);
  });

  it.each([
    ['an undocumented status', { status: 418 }],
    ['a lacking field', { body: { data: [], has_more: false } }],
    ['a field of the wrong type', { body: { data: [{}], has_more: 'no', next_cursor: null } }],
    ['another media type', { headers: { 'content-type': 'text/html' } }],
    ['a lacking header', { path: '/v1/leads/lead_1', body: {} }],
    ['a problem of another form', { path: '/v1/nowhere', status: 404, body: { error: 'no' } }],
    ['a field that is not documented', { status: 403, body: { secret: 1 } }],
  ])('finds %s', (_, change) => {
    expect(contract.faults(answer(change))).not.toEqual([]);
  });

  it.each([
    ['no_mood', 'leads.list 403 no_mood: the document does not know this code'],
    ['not_found', 'leads.list 403 not_found: documented with status 404'],
    ['missing_scope', 'leads.list 403 missing_scope lacks its member required_scope'],
  ])('holds the problem %s against what is said of its code', (code, fault) => {
    expect(contract.faults(answer(problem(403, { code })))).toEqual([fault]);
  });
});
