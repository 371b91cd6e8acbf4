import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { withConnection } from '@platform/database';
import { toUuid } from '@platform/ids';

import { Caller, credentialsIn } from '../../journeys/support/caller';
import { type Environment, freePort, killPrograms, Program } from '../../journeys/support/program';
import type { Receiver } from '../../webhooks/support/receiver';
import type { Ledger } from './ledger';

/** Lanes are lost after a second and a half. */
export const SHORT_LEASE: Environment = {
  NODE_OPTIONS: `--require ${join(__dirname, 'short-lease.cjs')}`,
};

/** Processes of the built product on one database that may fail: first one with everything, then APIs and workers apart. */
export class ApartProduct {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dealwright-apart-'));

  /** `directUrl` is for the test's own eyes. */
  private constructor(
    private readonly directUrl: string,
    private readonly settings: Environment,
  ) {}

  /** Migrates the database, makes the first workspace and answers with the process that did it, which is API and worker. */
  static async start(
    directUrl: string,
    settings: Environment,
  ): Promise<{ product: ApartProduct; first: Program }> {
    const product = new ApartProduct(directUrl, {
      RATE_LIMITS: 'off',
      WEBHOOKS_ALLOW_LOOPBACK: 'true',
      ...settings,
    });
    const port = String(await freePort());
    const first = new Program('standalone', { ...product.settings, PORT: port }, product.folder);
    await first.ready(`http://127.0.0.1:${port}`, 60_000);
    return { product, first };
  }

  get caller(): Caller {
    const { base_url, private_app_key } = credentialsIn(join(this.folder, '.dealwright'));
    return new Caller(base_url, private_app_key);
  }

  look: Ledger['look'] = (text, params) =>
    withConnection(this.directUrl, (connection) => connection.sql('', `/* test */ ${text}`, params));

  async startWorker(more: Environment = {}): Promise<Program> {
    const port = String(await freePort());
    const program = new Program('worker', { ...this.apart, WORKER_PORT: port, ...more });
    return program.ready(`http://127.0.0.1:${port}`, 60_000);
  }

  async startApi(more: Environment = {}): Promise<{ program: Program; caller: Caller }> {
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const program = new Program('api', { ...this.apart, PORT: port, ...more });
    return { program: await program.ready(url, 60_000), caller: new Caller(url, this.caller.token) };
  }

  /** An endpoint that takes every new lead, and its books. */
  async books(receiver: Receiver): Promise<Ledger> {
    const { body } = await this.caller.post('/v1/webhook-endpoints', {
      url: receiver.url,
      types: ['lead.created'],
    });
    const endpointId = toUuid('webhook_endpoint', body.id) ?? '';
    const [row] = await this.look<{ workspace_id: string }>(
      'SELECT workspace_id FROM webhook_endpoints WHERE id = $1',
      [endpointId],
    );
    return {
      look: this.look,
      workspaceId: row?.workspace_id ?? '',
      endpointId,
      types: 'lead.created',
      receiver,
    };
  }

  async stop(): Promise<void> {
    await killPrograms();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get apart(): Environment {
    const key = join(this.folder, '.dealwright', 'master.key');
    return { ...this.settings, DEALWRIGHT_MASTER_KEY_FILE: key };
  }
}
