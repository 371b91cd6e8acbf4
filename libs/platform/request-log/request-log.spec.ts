import { Logger } from '@nestjs/common';
import type { Settings } from '@platform/config';
import type { Database } from '@platform/database';
import { newUuid } from '@platform/ids';
import { register } from 'prom-client';

import { spokenAddress } from './addresses';
import { HEAD_BYTES, headOf, headOfAnswer } from './body-head';
import type { LoggedRequest } from './logged-request.entity';
import { RequestLog } from './request-log';
import { Sampler } from './sampler';

Logger.overrideLogger(false);

const NONE: ReadonlySet<string> = new Set();

describe('the sampler', () => {
  it('keeps everything up to its limit, and then shares that stand for all', () => {
    const sampler = new Sampler(10);
    const rates = (second: number, count: number) =>
      Array.from({ length: count }, () => sampler.rateOf('w', second * 1000));
    expect(rates(1, 10)).toEqual(Array(10).fill(1));
    const first = rates(2, 1000);
    // In the first second of a rush it only finds out: 10, then every second one, every third one …
    expect(first.filter((rate) => rate > 0).length).toBeLessThan(10 * (1 + Math.log(100)) + 2);
    const next = rates(3, 1000).filter((rate) => rate > 0);
    expect(next).toEqual(Array(10).fill(100));
    const total = next.reduce((sum, rate) => sum + rate, 0);
    expect(total).toBe(1000);
    expect(rates(5, 3).slice(1)).toEqual([1, 1]);
  });

  it('counts each workspace by itself', () => {
    const sampler = new Sampler(1);
    for (let at = 0; at < 100; at += 1) sampler.rateOf('busy', 1000);
    expect(sampler.rateOf('quiet', 1000)).toBe(1);
  });
});

const settings = { requestLogPerSecond: 10 } as Settings;

const entry = (): LoggedRequest => ({ id: newUuid(), path: '/v1/leads' }) as LoggedRequest;

const outcomes = async (): Promise<Record<string, number>> => {
  const values =
    (await register.getSingleMetric('dealwright_request_log_requests_total')?.get())?.values ?? [];
  return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
};

/** A database that writes when it is let, and what it has written. */
function database(let_: () => Promise<void> = () => Promise.resolve()) {
  const batches: number[] = [];
  const tx = {
    sql: async (_name: string, _text: string, [json]: [string]) => {
      await let_();
      batches.push((JSON.parse(json) as unknown[]).length);
    },
    copy: async (_text: string, lines: AsyncIterable<Buffer>) => {
      await let_();
      let text = '';
      for await (const piece of lines) text += String(piece);
      batches.push(text.trimEnd().split('\n').length);
    },
  };
  const transaction = (work: (given: typeof tx) => Promise<void>) => work(tx);
  return { batches, database: { transaction } as unknown as Database };
}

describe('the log', () => {
  it('writes in batches of 500 at most, all of it before the process ends', async () => {
    const { batches, database: given } = database();
    const log = new RequestLog(given, settings);
    for (let at = 0; at < 1203; at += 1) log.add(entry());
    await log.onApplicationShutdown();
    expect(batches.reduce((sum, size) => sum + size, 0)).toBe(1203);
    expect(Math.max(...batches)).toBe(500);
  });

  it('drops and counts what comes while the buffer is full, and takes more when it is written', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { batches, database: given } = database(() => gate);
    const log = new RequestLog(given, settings);
    const before = (await outcomes()).dropped ?? 0;
    for (let at = 0; at < 7000; at += 1) log.add(entry());
    expect((await outcomes()).dropped).toBe(before + 2000);
    open();
    await log.onApplicationShutdown();
    expect(batches.reduce((sum, size) => sum + size, 0)).toBe(5000);
    log.add(entry());
    await log.onApplicationShutdown();
    expect(batches.at(-1)).toBe(1);
  });

  it('holds no more than some megabytes, however few entries that are', async () => {
    const gate = new Promise<void>(() => undefined);
    const log = new RequestLog(database(() => gate).database, settings);
    const before = (await outcomes()).dropped ?? 0;
    const large = { ...entry(), answer_head: 'x'.repeat(HEAD_BYTES) };
    for (let at = 0; at < 4999; at += 1) log.add(large);
    expect((await outcomes()).dropped ?? 0).toBeGreaterThan(before);
  });

  it('tries a refused batch again, and drops it after three times', async () => {
    const { batches, database: given } = database();
    let refusals = 0;
    const refusing = {
      transaction: (work: never) => {
        refusals += 1;
        return refusals <= 4 ? Promise.reject(new Error('no')) : given.transaction(work);
      },
    } as unknown as Database;
    const log = new RequestLog(refusing, settings);
    log.add(entry());
    const before = (await outcomes()).dropped ?? 0;
    for (let at = 0; at < 3; at += 1) await log.flush();
    expect((await outcomes()).dropped).toBe(before + 1);
    log.add(entry());
    log.add(entry());
    await log.flush();
    expect(batches).toEqual([]);
    await log.onApplicationShutdown();
    expect(batches).toEqual([2]);
  });

  it('keeps every failure, and nothing at all when it is off', () => {
    const log = new RequestLog(database().database, settings);
    for (let at = 0; at < 500; at += 1) log.rateOf('w', 200, 1000);
    expect(Array.from({ length: 500 }, () => log.rateOf('w', 422, 1000))).toEqual(Array(500).fill(1));
    expect(
      new RequestLog(database().database, { ...settings, requestLogPerSecond: 0 }).rateOf('w', 500, 1),
    ).toBe(0);
  });
});

describe('the beginning of a body', () => {
  const headJson = (body: object, secret = NONE) => JSON.parse(String(headOf(body, secret))) as unknown;

  it('is the JSON of a small one', () => {
    const body = { a: [1, 'x', null, true, {}, []], b: { c: undefined, d: new Date(0) } };
    expect(headJson(body)).toEqual(JSON.parse(JSON.stringify(body)));
  });

  it('has no secret, by its name, its field or its form', () => {
    const token = `dw_key_${'a'.repeat(49)}`;
    const body = {
      password: 'one',
      client_secret: { deep: 'two' },
      apiKey: 'three',
      'X-Auth-Token': ['four'],
      marked: { any: 'five' },
      text: `call with ${token} please`,
      header: 'Bearer abcdefghijk',
      url: 'https://user:six@example.com/',
      jwt: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln',
      [token]: 1,
      secret: null,
    };
    const head = headOf(body, new Set(['marked']));
    for (const secret of ['one', 'two', 'three', 'four', 'five', 'aaa', 'abcdefgh', 'six', 'c2ln'])
      expect(head).not.toContain(secret);
    expect(headJson(body, new Set(['marked']))).toMatchObject({
      secret: null,
      url: 'https://user:[redacted]@example.com/',
    });
  });

  it('is 2 kB at most, and no part of a secret is at its end', () => {
    const token = `whsec_${'S'.repeat(400)}`;
    for (const before of [0, 100, 1900, 2000, 2040, 4000, 4090, 20_000]) {
      const head = String(headOf({ text: `${'é '.repeat(before / 2)}${token}`, secret: token }, NONE));
      expect(Buffer.byteLength(head)).toBeLessThanOrEqual(HEAD_BYTES);
      expect(head).not.toContain('SSS');
    }
    expect(Buffer.byteLength(String(headOf(Array(10_000).fill('日本語'), NONE)))).toBeLessThanOrEqual(
      HEAD_BYTES,
    );
  });

  it('is null of what is no JSON', () => {
    expect([undefined, null, 'text', Buffer.from('bytes')].map((body) => headOf(body, NONE))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

it('an answer that is text already is cut from it, and looked through when it may have a secret', () => {
  const answered = (body: object, secret = NONE) => headOfAnswer(JSON.stringify(body), body, secret);
  expect(answered({ title: 'x', postal_code: '75002' })).toBe('{"title":"x","postal_code":"75002"}');
  const long = answered({ text: 'é'.repeat(5000) });
  expect(Buffer.byteLength(String(long))).toBeLessThanOrEqual(HEAD_BYTES);
  for (const name of [
    'client_secret',
    'apiKey',
    'X-Auth-Token',
    'userCode',
    'recovery-codes',
    'otp',
    'private_jwk',
  ])
    expect(answered({ [name]: 'hush' })).not.toContain('hush');
  expect(answered({ marked: 'hush' }, new Set(['marked']))).not.toContain('hush');
  for (const before of [0, 1000, 2000, 2040, 2046])
    expect(answered({ text: `${'x '.repeat(before / 2)}dw_key_${'S'.repeat(49)}` })).not.toContain('SSS');
  expect(headOfAnswer('bytes of a file', undefined, NONE)).toBeNull();
});

it('an address is logged without secrets', () => {
  const token = `dw_in_${'a'.repeat(49)}`;
  expect(
    spokenAddress(`/in/${token}/x?token=abc&q=${encodeURIComponent(`Bearer ${'b'.repeat(20)}`)}&limit=2`),
  ).toEqual({
    path: '/in/[redacted]/x',
    query: 'token=[redacted]&q=[redacted]&limit=2',
  });
  expect(spokenAddress(`/in/dw%5Fin%5F${'a'.repeat(49)}`)).toEqual({ path: '/in/[redacted]', query: null });
  expect(spokenAddress('/v1/leads?%zz').query).toBe('%zz');
});
