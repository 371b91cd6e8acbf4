import { once } from 'node:events';
import net from 'node:net';
import { OutboundHttp, type OutboundHttpOptions } from './index';

const PUBLIC = '93.184.216.34';
const closing: (() => void)[] = [];

function client(options: Partial<OutboundHttpOptions>): OutboundHttp {
  const created = new OutboundHttp({ allowLoopback: true, ownHosts: [], userAgent: 'test', ...options });
  closing.push(() => created.close());
  return created;
}

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

describe('a name', () => {
  async function errorsFor(answers: string[][], times: number): Promise<Set<string>> {
    let asked = 0;
    const rebinding = client({ resolve: () => Promise.resolve(answers[asked++ % answers.length] ?? []) });
    const errors = new Set<string>();
    for (let time = 0; time < times; time++) {
      const result = await rebinding.post({ url: canary, headers: {}, body: '', deadlineMs: 20 });
      errors.add(result.ok ? 'ok' : result.error);
    }
    return errors;
  }

  let connections = 0;
  let canary = '';
  beforeEach(async () => {
    connections = 0;
    const server = net.createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    const address = server.address();
    canary = `https://rebinding.example:${typeof address === 'object' ? address?.port : 0}/hook`;
  });

  it.each([
    '127.0.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '10.0.0.1',
    'fe80::1%lo',
    'x',
    '',
  ])('is refused when it leads to %s', async (address) => {
    expect(await errorsFor([[address]], 1)).toEqual(new Set(['blocked_address']));
    expect(connections).toBe(0);
  });

  it('is refused when one of its addresses is inside', async () => {
    expect(
      await errorsFor(
        [
          [PUBLIC, '127.0.0.1'],
          ['127.0.0.1', PUBLIC],
        ],
        4,
      ),
    ).toEqual(new Set(['blocked_address']));
    expect(connections).toBe(0);
  });

  it('reaches nothing inside when it changes from one call to the next', async () => {
    const errors = await errorsFor([[PUBLIC], ['127.0.0.1'], ['::1']], 30);
    expect(errors).toContain('blocked_address');
    expect(errors).not.toContain('ok');
    expect(connections).toBe(0);
  });

  it('is refused when it leads to one of our own addresses', async () => {
    const own = client({ ownHosts: [PUBLIC], resolve: () => Promise.resolve([PUBLIC]) });
    expect(await own.post({ url: 'https://example.com/', headers: {}, body: '' })).toMatchObject({
      error: 'blocked_address',
    });
  });

  it('fails with dns_failed when it has no address', async () => {
    expect(await errorsFor([[]], 1)).toEqual(new Set(['dns_failed']));
    const broken = client({ resolve: () => Promise.reject(new Error('SERVFAIL')) });
    expect(await broken.post({ url: canary, headers: {}, body: '' })).toMatchObject({ error: 'dns_failed' });
  });
});
