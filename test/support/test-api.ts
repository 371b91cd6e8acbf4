import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type WorkspaceCredentials, WorkspaceSetup } from '@ecosystem/workspace-setup';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type RateLimitSettings, readSettings, type Settings } from '@platform/config';
import { Database } from '@platform/database';
import { RouteCatalog } from '@platform/http';
import { createLogger } from '@platform/observability';

import { createApi } from '../../apps/api/create-api';
import { ApiClient } from './api-client';
import { ApiContract, committedDocument } from './api-contract';
import { keptForBundle } from './bundled';
import { cloneTemplate } from './test-database';

/** A workspace made for a test, and short words for calling the API with its key. */
export class TestWorkspace extends ApiClient implements WorkspaceCredentials {
  readonly workspace_id: string;
  readonly private_app_key: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly installation_id: string;
  readonly name: string;

  constructor(api: TestApi, name: string, credentials: WorkspaceCredentials) {
    super(api.server, () => api.contract, credentials.private_app_key);
    this.name = name;
    this.workspace_id = credentials.workspace_id;
    this.private_app_key = credentials.private_app_key;
    this.client_id = credentials.client_id;
    this.client_secret = credentials.client_secret;
    this.installation_id = credentials.installation_id;
  }
}

const PLENTY = { perSecond: 1_000_000, burst: 1_000_000 };

/** Limits that no test runs into by itself. */
export const OUT_OF_REACH: RateLimitSettings = {
  principal: PLENTY,
  app: PLENTY,
  workspace: PLENTY,
  failedAuthentication: PLENTY,
  tokenAddress: PLENTY,
  tokenClient: PLENTY,
};

/** Kept for the other files of a bundle: it compiles the schemas that it has been asked for. */
let committed: ApiContract | null = null;

/** The one that the files of a bundle share. */
let shared: Promise<TestApi> | null = null;

/** The whole API in this process, on a database of its own. */
export class TestApi {
  /** Whether other files of the bundle use it, too. */
  private isKept = false;

  private constructor(
    readonly app: NestFastifyApplication,
    private readonly settings: Settings,
    private readonly drop: () => Promise<void>,
  ) {}

  /**
   * The API that all files of a bundle share who ask for it, for tests that look at workspaces of their own alone. `stop` is
   * for the last of them.
   */
  static shared(): Promise<TestApi> {
    if (shared) return shared;
    const started = TestApi.start();
    const end = async () => (await started).end();
    if (!keptForBundle(end)) return started;
    shared = started.then((api) => {
      api.isKept = true;
      return api;
    });
    return shared;
  }

  static async start(more: readonly Type[] = [], given: Partial<Settings> = {}): Promise<TestApi> {
    const database = await cloneTemplate();
    const filesDir = mkdtempSync(join(tmpdir(), 'dealwright-files-'));
    const drop = async (): Promise<void> => {
      rmSync(filesDir, { recursive: true, force: true });
      await database.drop();
    };
    const settings = readSettings(
      {
        databaseUrl: database.url,
        masterKey: randomBytes(32),
        databasePoolSize: 8,
        allowLoopbackWebhooks: true,
        logLevel: 'fatal',
        rateLimits: OUT_OF_REACH,
        filesDir,
        outboxDir: join(filesDir, 'outbox'),
        ...given,
      },
      {},
    );
    try {
      return await TestApi.of(settings, more, drop, given.port);
    } catch (error) {
      await drop();
      throw error;
    }
  }

  /** Another process on the same database. */
  another(): Promise<TestApi> {
    return TestApi.of(this.settings, [], () => Promise.resolve());
  }

  private static async of(
    settings: Settings,
    more: readonly Type[],
    drop: () => Promise<void>,
    port = 0,
  ): Promise<TestApi> {
    const app = await createApi(settings, createLogger(settings.logLevel, 'test'), more);
    await app.listen(port, '127.0.0.1');
    return new TestApi(app, settings, drop);
  }

  get server(): Server {
    return this.app.getHttpServer();
  }

  /** The folder with the bytes of its files. */
  get filesDir(): string {
    return this.settings.filesDir;
  }

  /** The folder into which its mails are written. */
  get outboxDir(): string {
    return this.settings.outboxDir;
  }

  /** Where this process answers. */
  get url(): string {
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The server does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  get database(): Database {
    return this.app.get(Database);
  }

  /** The committed document, which is what this server publishes (a test of the document says so). */
  get contract(): ApiContract {
    committed ??= new ApiContract(committedDocument());
    return committed;
  }

  /** Every scope that some route needs. */
  scopes(): string[] {
    return [...this.app.get(RouteCatalog).scopes().keys()];
  }

  /** A caller with any token, or with none. */
  as(token: string | null): ApiClient {
    return new ApiClient(this.server, () => this.contract, token);
  }

  /** A fresh workspace; its key holds every scope unless `scopes` says which. */
  async workspace(scopes: readonly string[] = this.scopes(), locale = 'en'): Promise<TestWorkspace> {
    const name = `Test ${randomBytes(4).toString('hex')}`;
    const { credentials } = await this.database.transaction((tx) =>
      this.app.get(WorkspaceSetup).create(
        tx,
        {
          name,
          locale,
          currency: 'EUR',
          time_zone: 'Europe/Paris',
          country: 'FR',
          admin: {
            email: `${randomBytes(8).toString('hex')}@example.com`,
            name: 'Admin',
            password: 'correct horse battery',
          },
          now: new Date(),
        },
        scopes,
      ),
    );
    return new TestWorkspace(this, name, credentials);
  }

  /** Runs a statement of the test's own, of which the statement inspector asks nothing. */
  sql<Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.database.rows.query(`/* test */ ${text}`, [...params]);
  }

  async stop(): Promise<void> {
    if (!this.isKept) await this.end();
  }

  private async end(): Promise<void> {
    await this.app.close();
    await this.drop();
  }
}
