import { gzipSync } from 'node:zlib';

import request from 'supertest';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { type RawAnswer, sendRaw } from './support/raw-http';

let api: TestApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const head = (start: string, ...headers: string[]) =>
  [
    start,
    'Host: x',
    `Authorization: Bearer ${String(workspace.token)}`,
    'Connection: close',
    ...headers,
    '',
    '',
  ].join('\r\n');

const JSON_TYPE = 'Content-Type: application/json';
const POST = 'POST /v1/leads?validate_only=true HTTP/1.1';

function expectProblem({ status, headers, text }: RawAnswer, expected: number, code: string): void {
  expect([status, headers['content-type']]).toEqual([expected, 'application/problem+json; charset=utf-8']);
  const body = JSON.parse(text) as { request_id: string };
  expect(body).toMatchObject({ status: expected, code });
  expect(headers['request-id']).toBe(body.request_id);
  expect(api.contract.mismatches({ $ref: '#/components/schemas/Problem' }, body)).toEqual([]);
}

describe('what is no HTTP', () => {
  it.each([
    ['a greeting', () => 'hello there\r\n\r\n'],
    ['TLS', () => Buffer.from('16030100c8010000c40303', 'hex')],
    ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method that nobody knows', () => head('FOO /v1/leads HTTP/1.1')],
    ['raw bytes in the address', () => Buffer.from(head('GET /v1/leads?filter=\xff\xfe HTTP/1.1'), 'latin1')],
    ['two lengths', () => `${head(POST, JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3')}{}`],
    [
      'a length and chunks',
      () => `${head(POST, JSON_TYPE, 'Content-Length: 2', 'Transfer-Encoding: chunked')}{}`,
    ],
    ['a negative length', () => `${head(POST, JSON_TYPE, 'Content-Length: -2')}{}`],
    [
      'a chunk without a size',
      () => `${head(POST, JSON_TYPE, 'Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`,
    ],
    ['a transfer that is compressed', () => `${head(POST, JSON_TYPE, 'Transfer-Encoding: gzip')}{}`],
  ])('is told so as a problem: %s', async (_, bytes) => {
    expectProblem(await sendRaw(api.url, bytes()), 400, 'malformed_request');
  });

  it('is told when its headers are too large', async () => {
    const long = head('GET /v1/me HTTP/1.1', `X-Long: ${'a'.repeat(20_000)}`);
    expectProblem(await sendRaw(api.url, long), 431, 'headers_too_large');
    const address = head(`GET /v1/leads?filter=${'a'.repeat(100_000)} HTTP/1.1`);
    expectProblem(await sendRaw(api.url, address), 431, 'headers_too_large');
  });
});

describe('HTTP that few speak', () => {
  it('may expect what nobody knows', async () => {
    const body = '{"title":"x"}';
    for (const expectation of ['100-continue', 'bananas']) {
      const sent = head(POST, JSON_TYPE, `Expect: ${expectation}`, `Content-Length: ${body.length}`) + body;
      const { status, text } = await sendRaw(api.url, sent);
      expect(status === 100 ? text : String(status)).toContain('201');
    }
  });

  it('may send its body in chunks', async () => {
    const chunks = '8\r\n{"title"\r\n5\r\n:"é"\r\n1\r\n}\r\n0\r\n\r\n';
    const { status, text } = await sendRaw(
      api.url,
      head(POST, JSON_TYPE, 'Transfer-Encoding: chunked') + chunks,
    );
    expect([status, JSON.parse(text)]).toMatchObject([201, { title: 'é' }]);
  });

  it('may be HTTP/1.0', async () => {
    expect((await sendRaw(api.url, head('GET /v1/me HTTP/1.0'))).status).toBe(200);
  });

  it('gets from HEAD what GET says, without its body', async () => {
    const got = await workspace.get('/v1/leads').expect(200);
    const { status, headers, text } = await sendRaw(api.url, head('HEAD /v1/leads HTTP/1.1'));
    expect([status, headers['content-length'], text]).toEqual([200, got.headers['content-length'], '']);
  });
});

describe('a method that an address does not know', () => {
  it.each([
    ['put', '/v1/leads', 'GET, HEAD, OPTIONS, POST'],
    ['post', '/v1/me', 'GET, HEAD, OPTIONS'],
    ['patch', '/v1/leads/lead_01jc6nrygyfgx9y01bdgemwqv0/restore', 'OPTIONS, POST'],
    ['get', '/oauth/token', 'OPTIONS, POST'],
    ['post', '/health/live', 'GET, HEAD, OPTIONS'],
  ] as const)('is answered with those that it knows: %s %s', async (method, path, allowed) => {
    const { body, headers } = await workspace.call(method, path).expect(405);
    expect([body.code, headers.allow]).toEqual(['method_not_allowed', allowed]);
  });

  it.each([
    '/v1/',
    '/v1/leads/',
    '/V1/LEADS',
    '//v1/leads',
    '/v1/leads;a=b',
    '/v1/../v1/leads',
    '/favicon.ico',
  ])('is none where nothing is: %s', async (path) => {
    const { body } = await workspace.get(path).expect(404);
    expect(body.code).toBe('unknown_route');
  });

  it('is not OPTIONS, from browsers and from others', async () => {
    const plain = await request(api.server).options('/v1/leads').expect(204);
    expect(plain.text).toBe('');
    const preflight = await request(api.server)
      .options('/v1/leads')
      .set({ origin: 'https://app.example', 'access-control-request-method': 'POST' })
      .expect(204);
    expect(preflight.headers['access-control-allow-origin']).toBe('https://app.example');
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
  });
});

describe('the bytes of a body', () => {
  const title = (...bytes: number[]) =>
    Buffer.concat([Buffer.from('{"title":"a'), Buffer.from(bytes), Buffer.from('"}')]);

  it.each([
    ['a byte that starts nothing', title(0xff)],
    ['a sequence that is cut off', title(0xc3)],
    ['an overlong form', title(0xc0, 0xaf)],
    ['a surrogate', title(0xed, 0xa0, 0x80)],
    ['Latin-1', Buffer.from('{"title":"é"}', 'latin1')],
    ['UTF-16', Buffer.from('{"title":"x"}', 'utf16le')],
    ['gzip', gzipSync('{"title":"x"}')],
  ])('must be UTF-8, and are not with %s', async (_, body) => {
    const { body: problem } = await workspace.raw('post', '/v1/leads', body).expect(400);
    expect(problem.code).toBe('malformed_request');
  });

  it('may begin with a byte order mark', async () => {
    await workspace.raw('post', '/v1/leads', '\ufeff{"title":"x"}').expect(201);
  });

  it.each([['gzip'], ['br'], ['identity, gzip']])('must not be compressed: %s', async (encoding) => {
    const { body, headers } = await workspace
      .raw('post', '/v1/leads', gzipSync('{"title":"x"}'))
      .set('content-encoding', encoding)
      .expect(415);
    expect([body.code, headers['accept-encoding']]).toEqual(['unsupported_media_type', 'identity']);
    await workspace.raw('post', '/v1/leads', '{"title":"x"}').set('content-encoding', 'identity').expect(201);
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'APPLICATION/JSON',
    'application/merge-patch+json',
  ])('may be called %s', async (type) => {
    const { body } = await workspace.raw('post', '/v1/leads', '{"title":"é"}', type).expect(201);
    expect(body.title).toBe('é');
  });

  it.each([
    'json',
    'text/json',
    'application/jsonx',
    'application/vnd.api+json',
    'application/json, text/html',
    '*/*',
  ])('may not be called %s', async (type) => {
    await workspace.raw('post', '/v1/leads', '{"title":"é"}', type).expect(415);
  });

  it('are not read from who may not send them', async () => {
    const huge = head(POST, JSON_TYPE, 'Content-Length: 900000').replace(
      String(workspace.token),
      'dw_pak_nobody',
    );
    expectProblem(await sendRaw(api.url, huge), 401, 'invalid_token');
  });
});

describe('an address', () => {
  it.each([
    [414, 'uri_too_long', `/v1/leads/${'a'.repeat(1001)}`],
    [400, 'malformed_request', '/v1/leads/%zz'],
    [400, 'malformed_request', '/v1/leads/%ff'],
    [400, 'malformed_request', '/v1/leads/by/external_id/shop:%ED%A0%80'],
    [400, 'invalid_request', '/v1/leads/%00'],
    [400, 'invalid_request', '/v1/leads?limit=%zz'],
    [400, 'invalid_request', '/v1/leads?filter=%zz'],
    [400, 'invalid_request', '/v1/leads?=x'],
    [400, 'invalid_request', '/v1/leads?limit[]=5'],
    [400, 'invalid_request', `/v1/leads?filter=${'a'.repeat(14_000)}`],
  ])('that is wrong is answered %i %s: %s', async (status, code, path) => {
    expect((await workspace.get(path).expect(status)).body.code).toBe(code);
  });

  it('with a thousand parameters is told of each', async () => {
    const names = Array.from({ length: 1000 }, (_, at) => `a${at}=1`).join('&');
    expect((await workspace.get(`/v1/leads?${names}`).expect(400)).body.errors).toHaveLength(1000);
    await workspace.get(`/v1/leads?${Array(1000).fill('limit=1').join('&')}`).expect(400);
  });

  it.each(['1e2', '0x10', '+5', '%2B5', '%205', '5%20', '', '-0', '1_0', '٥', 'NaN', '9007199254740993'])(
    'takes whole numbers in digits only: limit=%s',
    async (text) => {
      const { body } = await workspace.get(`/v1/leads?limit=${encodeURI(text)}`).expect(400);
      expect(body.errors).toMatchObject([{ pointer: '?limit' }]);
    },
  );
});

describe('an Authorization header', () => {
  const token = (): string => String(workspace.token);

  it.each(['bearer', 'BEARER', 'Bearer '])('names its scheme in any case: %s', async (scheme) => {
    const header = `${scheme} ${token()}`;
    await api.as(null).get('/v1/me').set('authorization', header).expect(200);
  });

  it.each([
    ['no token', () => 'Bearer'],
    ['another scheme', () => `Token ${token()}`],
    ['the token alone', () => token()],
    ['two tokens', () => `Bearer ${token()}, Bearer x`],
    ['the token in upper case', () => `Bearer ${token().toUpperCase()}`],
    ['a padded token', () => `Bearer ${token()}=`],
    ['a long token', () => `Bearer ${'a'.repeat(10_000)}`],
    ['Latin-1', () => 'Bearer é'],
    ['a user and a password', () => `Basic ${Buffer.from('a:b').toString('base64')}`],
  ])('is refused with %s', async (_, header) => {
    const { body } = await api.as(null).get('/v1/me').set('authorization', header()).expect(401);
    expect(body.code).toBe('invalid_token');
  });
});
