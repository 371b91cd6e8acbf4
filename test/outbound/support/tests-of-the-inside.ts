import net from 'node:net';

import { OutboundHttp, type OutboundHttpOptions } from '@platform/outbound-http';
import fc from 'fast-check';

import { DnsStub, type Zone } from '../../support/dns-stub';
import { anyInsideHost } from './inside-hosts';

/** Global unicast, and handed out to nobody: what is sent there arrives nowhere. */
const PUBLIC = '2d00:ffff::1';
const METADATA = '169.254.169.254';
const AT_ONCE = 25;

/** A server inside that counts who comes. */
class Canary {
  connections = 0;

  private constructor(private readonly server: net.Server) {
    server.on('connection', (socket) => {
      this.connections += 1;
      socket.destroy();
    });
  }

  static async start(): Promise<Canary> {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Canary(server);
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  stop(): void {
    this.server.close();
  }
}

/** How much is tried. */
interface Sizes {
  readonly tries: number;
}

/** The tests that nobody inside is reached, whatever a name server says and however an address is written. */
export function testsOfTheInside({ tries }: Sizes): void {
  let dns: DnsStub;
  let canary: Canary;
  const clients: OutboundHttp[] = [];
  const tried: string[] = [];

  beforeAll(async () => {
    [dns, canary] = await Promise.all([DnsStub.start(), Canary.start()]);
    // Every address that any socket of this process sets out for, whether or not it gets there.
    const { prototype } = net.Socket;
    const connect: unknown = Reflect.get(prototype, 'connect');
    if (typeof connect !== 'function') throw new Error('Sockets connect in another way than they did.');
    jest.spyOn(prototype, 'connect').mockImplementation(function (this: net.Socket, ...args) {
      this.on('connectionAttempt', (address: string) => tried.push(address));
      Reflect.apply(connect, this, args);
      return this;
    });
  });
  afterAll(() => {
    jest.restoreAllMocks();
    dns.stop();
    canary.stop();
  });
  beforeEach(() => {
    tried.length = 0;
    canary.connections = 0;
  });
  afterEach(() => {
    for (const each of clients.splice(0)) each.close();
  });

  function client(options: Partial<OutboundHttpOptions> = {}): OutboundHttp {
    const created = new OutboundHttp({
      allowLoopback: false,
      ownHosts: [],
      userAgent: 'test',
      dnsServers: [dns.server],
      ...options,
    });
    clients.push(created);
    return created;
  }

  const url = (name: string): string => `https://${name}:${canary.port}/hook`;

  /** Posts to a name again and again, on no connection that is kept, and answers what came of it. */
  async function errorsOf(name: string, times: number, options: Partial<OutboundHttpOptions> = {}) {
    const outbound = client(options);
    const errors = new Set<string>();
    const ask = async () => {
      const result = await outbound.post({ url: url(name), headers: {}, body: '{}', connectTimeoutMs: 150 });
      errors.add(result.ok ? 'ok' : result.error);
    };
    for (let left = times; left > 0; left -= AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(left, AT_ONCE) }, ask));
    }
    return errors;
  }

  const expectNobodyInside = (): void => {
    expect(canary.connections).toBe(0);
    expect(tried.filter((address) => address !== PUBLIC)).toEqual([]);
  };

  describe('a name that leads outside at first and inside afterwards', () => {
    it.each<[string, Zone]>([
      ['the metadata service', [METADATA]],
      ['this machine', ['127.0.0.1']],
      ['this machine by IPv6', ['::1']],
      ['this machine by a mapped address', ['::ffff:127.0.0.1']],
      ['a translated address', ['64:ff9b::7f00:1']],
      ['a private network', ['10.0.0.1']],
      ['outside and inside at once', [PUBLIC, '127.0.0.1']],
      ['inside by an alias', { cname: ['alias.example'], addresses: ['127.0.0.1'] }],
      [
        'inside by a chain of aliases',
        { cname: ['a.example', 'b.example', 'c.example'], addresses: [PUBLIC, METADATA] },
      ],
    ])(`reaches nobody inside in ${tries} tries: %s`, async (_, inside) => {
      dns.answer('rebinding.example', (asked) => (asked % 2 === 0 ? [PUBLIC] : inside));
      const errors = await errorsOf('rebinding.example', tries);
      expect(errors).toContain('blocked_address');
      for (const error of errors) expect(error).toMatch(/^(blocked_address|connect_failed|connect_timeout)$/);
      expect(tried).toContain(PUBLIC);
      expectNobodyInside();
    });

    it('is not let through where loopback is allowed: the name says nothing of this machine', async () => {
      dns.answer('rebinding.example', () => ['127.0.0.1']);
      expect(await errorsOf('rebinding.example', 3, { allowLoopback: true })).toEqual(
        new Set(['blocked_address']),
      );
      expectNobodyInside();
    });

    it('is refused as soon as one of its addresses is our own', async () => {
      dns.answer('own.example', () => [PUBLIC]);
      expect(await errorsOf('own.example', 1, { ownHosts: [PUBLIC] })).toEqual(new Set(['blocked_address']));
      expect(tried).toEqual([]);
    });
  });

  describe('a name server', () => {
    it('that knows no such name, or has no address for it, fails with dns_failed', async () => {
      dns.answer('empty.example', () => []);
      dns.answer('nowhere.example', () => ({ cname: ['nothing.example'], addresses: [] }));
      for (const name of ['unknown.example', 'empty.example', 'nowhere.example']) {
        expect(await errorsOf(name, 1)).toEqual(new Set(['dns_failed']));
      }
    });

    it('that keeps silent is left in time', async () => {
      dns.answer('silent.example', () => null);
      expect(await errorsOf('silent.example', 1)).toEqual(new Set(['connect_timeout']));
      const asked = { url: url('silent.example'), headers: {}, body: '', deadlineMs: 100 };
      expect(await client().post(asked)).toMatchObject({ ok: false, error: 'timeout' });
    });
  });

  describe('an address inside', () => {
    it('is refused in every writing, when it is given and when it is called', async () => {
      const outbound = client();
      await fc.assert(
        fc.asyncProperty(anyInsideHost, fc.constantFrom('', ':443', ':8443'), async (host, port) => {
          const given = `https://${host}${port}/hook`;
          const check = outbound.checkDestination(given);
          // Some writings are no host at all; none may be one that can be called.
          expect(check.ok ? check.url.href : check.code).toMatch(/^(host_not_allowed|url_invalid)$/);
          const result = await outbound.post({ url: given, headers: {}, body: '' });
          expect(result.ok ? 'ok' : result.error).toMatch(/^(blocked_address|invalid_destination)$/);
        }),
        { numRuns: tries * 20 },
      );
      expect(tried).toEqual([]);
    });

    it('is told of in the same words whether somebody listens there or not', async () => {
      dns.answer('listening.example', () => ['127.0.0.1']);
      dns.answer('nobody.example', () => ['127.0.0.2']);
      dns.answer('elsewhere.example', () => ['10.255.255.1']);
      const closed = 'https://127.0.0.1:60009/';
      const urls = [
        url('127.0.0.1'),
        closed,
        url('listening.example'),
        'https://nobody.example:60009/',
        url('elsewhere.example'),
        'https://localhost/',
      ];
      const outbound = client();
      const told = new Set<string>();
      for (const each of urls) {
        const { durationMs, ...result } = await outbound.post({ url: each, headers: {}, body: '' });
        told.add(JSON.stringify(result));
      }
      expect([...told]).toEqual([
        JSON.stringify({
          ok: false,
          error: 'blocked_address',
          reason: 'The host leads to an address that must not be called.',
        }),
      ]);
      expectNobodyInside();
    });
  });
}
