import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { toUuid } from '@platform/ids';

import { until } from '../../events/support/until';
import { type Environment, freePort, killPrograms, Program } from '../../journeys/support/program';
import { DnsStub } from '../../support/dns-stub';
import { HostileReceiver } from '../../support/hostile-receiver';
import { TestApi, type TestWorkspace } from '../../support/test-api';
import { testServer, withDatabase } from '../../support/test-database';

/** A loaded machine takes its time to start a process, and to send around. */
const PATIENCE_MS = 60_000;

/** What is known of an attempt. */
export interface Attempt {
  readonly status: number | null;
  readonly error: string | null;
  readonly duration_ms: number;
  /** In base64. */
  readonly response: string | null;
}

/** What a process holds. */
export interface HeldMemory {
  readonly residentMb: number;
  readonly heapMb: number;
  /** Of its heap and of what the heap holds beside it. */
  readonly usedMb: number;
}

/** A worker of the built product, an API beside it that allows loopback, receivers that do everything wrong, and a name server. */
export class Delivering {
  /** Connections to the proxy that the worker's environment names. */
  proxied = 0;
  private worker: Program | null = null;
  private readonly folder = mkdtempSync(join(tmpdir(), 'dealwright-delivering-'));
  private readonly memoryFile = join(this.folder, 'memory.json');

  private constructor(
    readonly api: TestApi,
    readonly receiver: HostileReceiver,
    readonly dns: DnsStub,
    private readonly proxy: net.Server,
    private readonly environment: Environment,
  ) {
    proxy.on('connection', (socket: net.Socket) => {
      this.proxied += 1;
      socket.destroy();
    });
  }

  static async start(): Promise<Delivering> {
    const masterKey = randomBytes(32);
    const proxy = net.createServer();
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const [api, receiver, dns] = await Promise.all([
      TestApi.start([], { masterKey }),
      HostileReceiver.start(),
      DnsStub.start(),
    ]);
    const [row] = await api.sql<{ name: string }>('SELECT current_database() AS name');
    const address = proxy.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    return new Delivering(api, receiver, dns, proxy, {
      DATABASE_URL: withDatabase(testServer().templateUrl, row?.name ?? ''),
      DEALWRIGHT_MASTER_KEY: masterKey.toString('base64'),
      WEBHOOKS_DNS_SERVERS: dns.server,
      // What makes other clients, and Node's own, send everything to a proxy.
      ...{ HTTP_PROXY: url, HTTPS_PROXY: url, ALL_PROXY: url, http_proxy: url, https_proxy: url },
      NODE_USE_ENV_PROXY: '1',
    });
  }

  /** Replaces the worker by one with these settings. */
  async startWorker(settings: Environment): Promise<void> {
    await this.worker?.stop();
    const port = String(await freePort());
    const worker = new Program('worker', {
      ...this.environment,
      ...settings,
      WORKER_PORT: port,
      NODE_OPTIONS: `--require ${join(__dirname, 'tell-memory.cjs')}`,
      MEMORY_FILE: this.memoryFile,
    });
    this.worker = await worker.ready(`http://127.0.0.1:${port}`, PATIENCE_MS);
  }

  /** Sets up an endpoint and answers its id. */
  async endpoint(workspace: TestWorkspace, url: string): Promise<string> {
    return (await workspace.create('/v1/webhook-endpoints', { url, types: ['lead.created'] })).id;
  }

  /** The first attempts of these endpoints, once each of them has one. */
  async firstAttempts(endpoints: readonly string[]): Promise<Map<string, Attempt>> {
    const ids = endpoints.map((id) => toUuid('webhook_endpoint', id));
    const rows = await until(
      async () => {
        const found = await this.api.sql<Attempt & { endpoint_id: string }>(
          `SELECT endpoint_id, status, error, duration_ms, encode(response, 'base64') AS response
           FROM attempts WHERE endpoint_id = ANY ($1::uuid[]) AND number = 1`,
          [ids],
        );
        return found.length === endpoints.length ? found : null;
      },
      { withinMs: PATIENCE_MS },
    );
    const byId = new Map(rows.map(({ endpoint_id, ...attempt }) => [endpoint_id, attempt]));
    return new Map(
      endpoints.flatMap((id, at) => {
        const attempt = byId.get(ids[at] ?? '');
        return attempt ? [[id, attempt] as const] : [];
      }),
    );
  }

  async attemptsOf(endpoints: readonly string[]): Promise<number> {
    const [row] = await this.api.sql<{ count: number }>(
      'SELECT count(*)::integer AS count FROM attempts WHERE endpoint_id = ANY ($1::uuid[])',
      [endpoints.map((id) => toUuid('webhook_endpoint', id))],
    );
    return row?.count ?? 0;
  }

  /** What the worker holds when all garbage is collected. */
  async memory(): Promise<HeldMemory> {
    const { worker, memoryFile: file } = this;
    if (!worker) throw new Error('There is no worker.');
    rmSync(file, { force: true });
    process.kill(worker.pid, 'SIGUSR2');
    await until(() => existsSync(file));
    const { rss, heapTotal, heapUsed, external } = JSON.parse(
      readFileSync(file, 'utf8'),
    ) as NodeJS.MemoryUsage;
    const mb = (bytes: number) => Math.round((bytes / 1_048_576) * 10) / 10;
    return { residentMb: mb(rss), heapMb: mb(heapTotal), usedMb: mb(heapUsed + external) };
  }

  async stop(): Promise<void> {
    await killPrograms();
    rmSync(this.folder, { recursive: true, force: true });
    this.dns.stop();
    this.proxy.close();
    await this.receiver.stop();
    await this.api.stop();
  }
}
