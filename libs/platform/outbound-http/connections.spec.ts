import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { OutboundHttp, type OutboundResult } from './index';

/** Receivers run in their own process: their memory is not counted, and they act while this one is busy. */
const RECEIVERS = {
  counting: `http.createServer((req, res) => { requests += 1; req.resume(); res.end('n=' + requests); })`,
  closingLater: `http.createServer((req, res) => { requests += 1; req.resume(); res.end('n=' + requests);
    setTimeout(() => req.socket.destroy(), 100); })`,
  dyingAtSecond: `http.createServer((req, res) => { requests += 1; if (requests === 2) return req.socket.resetAndDestroy();
    req.resume(); res.end('n=' + requests); })`,
  poisoning: `net.createServer((socket) => socket.on('error', () => {}).on('data', () => { requests += 1;
    socket.write(reply('n=' + requests) + reply('poison')); }))`,
  poisoningLater: `net.createServer((socket) => socket.on('error', () => {}).on('data', () => { requests += 1;
    socket.write(reply('n=' + requests)); setTimeout(() => socket.write(reply('poison')), 50); }))`,
  tooLong: `net.createServer((socket) => socket.on('error', () => {}).on('data', () => { requests += 1;
    socket.write(reply('n=' + requests) + 'more than was announced'); }))`,
  endless: `http.createServer((req, res) => { req.resume(); const chunk = Buffer.alloc(65536);
    const pump = () => { while (!res.destroyed && res.write(chunk)); }; res.on('drain', pump); pump(); })`,
  bomb: `http.createServer((req, res) => { req.resume(); res.setHeader('content-encoding', 'gzip'); res.end(bomb); })`,
};

const PREAMBLE = `
  const http = require('node:http'), net = require('node:net'), zlib = require('node:zlib');
  let requests = 0;
  const bomb = process.argv[1] === 'bomb' ? zlib.gzipSync(Buffer.alloc(300_000_000)) : '';
  const reply = (text) => 'HTTP/1.1 200 OK\\r\\ncontent-length: ' + text.length + '\\r\\n\\r\\n' + text;
  const listen = (server) => server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

let running: ChildProcess[] = [];
let outbound: OutboundHttp;

async function start(name: keyof typeof RECEIVERS): Promise<string> {
  const script = `${PREAMBLE}; listen(${RECEIVERS[name]});`;
  const child = spawn(process.execPath, ['-e', script, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const [port] = await once(child.stdout, 'data');
  return `http://127.0.0.1:${String(port).trim()}/`;
}

async function bodyFrom(url: string): Promise<string> {
  const result = await outbound.post({ url, headers: {}, body: '{}', deadlineMs: 3_000 });
  return result.ok ? result.bodyHead.toString() : result.error;
}

/** Keeps this process from seeing what happens on its sockets for a while. */
function blockEventLoop(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

beforeEach(() => {
  outbound = new OutboundHttp({ allowLoopback: true, ownHosts: [], userAgent: 'test' });
});
afterEach(() => {
  outbound.close();
  for (const child of running) child.kill('SIGKILL');
  running = [];
});

describe('a kept connection', () => {
  it('carries many requests', async () => {
    const url = await start('counting');
    const answers: OutboundResult[] = [];
    for (let time = 0; time < 5; time++) answers.push(await outbound.post({ url, headers: {}, body: '{}' }));
    expect(answers.map((answer) => answer.ok && answer.bodyHead.toString())).toEqual([
      'n=1',
      'n=2',
      'n=3',
      'n=4',
      'n=5',
    ]);
  });

  it('costs nothing when the other side closed it unseen: nothing was sent, so one new connection is made', async () => {
    const url = await start('closingLater');
    expect(await bodyFrom(url)).toBe('n=1');
    blockEventLoop(600);
    expect(await bodyFrom(url)).toBe('n=2');
  });

  it('is not tried again when it breaks after the request was sent', async () => {
    const url = await start('dyingAtSecond');
    expect(await bodyFrom(url)).toBe('n=1');
    expect(await bodyFrom(url)).toBe('connection_reset');
    expect(await bodyFrom(url)).toBe('n=3');
  });

  it.each([
    ['poisoning', blockEventLoop],
    ['poisoningLater', blockEventLoop],
    ['poisoningLater', setTimeout],
  ] as const)('never gives one request what was sent unasked: %s', async (name, wait) => {
    const url = await start(name);
    const answers: string[] = [];
    for (let time = 0; time < 6; time++) {
      answers.push(await bodyFrom(url));
      await wait(80);
    }
    expect(answers).toEqual(['n=1', 'n=2', 'n=3', 'n=4', 'n=5', 'n=6']);
  });

  it('is not kept when more came than was announced', async () => {
    const url = await start('tooLong');
    expect(await bodyFrom(url)).toBe('invalid_response');
    expect(await bodyFrom(url)).toBe('invalid_response');
  });
});

describe('memory', () => {
  it.each(['endless', 'bomb'] as const)('stays bounded with answers that are %s', async (name) => {
    const url = await start(name);
    const ask = () =>
      Promise.all(
        Array.from({ length: 10 }, () => outbound.post({ url, headers: {}, body: '{}', deadlineMs: 5_000 })),
      );
    await ask();
    const before = process.memoryUsage.rss();
    for (let round = 0; round < 10; round++) {
      for (const answer of await ask())
        expect(answer).toMatchObject({ ok: true, status: 200, isBodyCut: true });
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(40 * 1_048_576);
  });
});
