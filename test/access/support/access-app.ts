import { randomBytes } from 'node:crypto';
import { type Installation, Installations, type NewApp } from '@access/installations';
import { OAuthModule } from '@access/oauth';
import { AccessKeys, TokensModule } from '@access/tokens';
import { type NewWorkspace, WorkspaceService, WorkspacesModule } from '@access/workspaces';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule, readSettings } from '@platform/config';
import { Database, DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { HttpModule, httpAdapter, prepareServer, RequestContext } from '@platform/http';
import { SecretsModule } from '@platform/secrets';
import { WritesModule } from '@platform/writes';
import supertest from 'supertest';

import { Browser } from '../../oauth/support/browser';
import { cloneTemplate, type TestDatabase } from '../../support/test-database';
import { refusedAfterMs } from './refused-within';

/** Every scope that the test app asks for. */
export const APP_SCOPES = ['members:read', 'tests:read', 'tests:write'];

@Module({})
class AccessAppModule {
  static with(databaseUrl: string, more: Type[]): DynamicModule {
    const settings = readSettings(
      { databaseUrl, masterKey: randomBytes(32), publicUrl: 'https://crm.example.com' },
      {},
    );
    return {
      module: AccessAppModule,
      imports: [
        ConfigModule.with(settings),
        DatabaseModule,
        SecretsModule,
        HttpModule,
        EventsModule,
        WritesModule,
        WorkspacesModule,
        TokensModule,
        OAuthModule,
        ...more,
      ],
    };
  }
}

/** The access libraries behind HTTP, on a database of their own. */
export class AccessApp {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
  ) {}

  static async start(...more: Type[]): Promise<AccessApp> {
    const database = await cloneTemplate();
    const app = await NestFactory.create<NestFastifyApplication>(
      AccessAppModule.with(database.url, more),
      httpAdapter({ trustProxy: false, publicUrl: 'http://127.0.0.1:3000' }),
      { bodyParser: false, logger: ['error'], abortOnError: false },
    );
    const server = new AccessApp(app, database);
    try {
      await prepareServer(app);
      await app.init();
      await app.getHttpAdapter().getInstance().ready();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }

  get http() {
    return supertest(this.app.getHttpServer());
  }

  /** The browser of somebody whom nobody knows yet. */
  browser(): Browser {
    return new Browser(this.app.getHttpServer());
  }

  /** Waits until a token is refused, which takes two seconds at most. */
  async refusedSoon(token: string): Promise<void> {
    const ask = () => this.http.get('/v1/me').set('authorization', `Bearer ${token}`);
    expect(await refusedAfterMs(async () => ask())).toBeLessThan(2100);
  }

  get<Service>(type: Type<Service>): Service {
    return this.app.get(type, { strict: false });
  }

  sql(text: string): Promise<Record<string, unknown>[]> {
    return this.get(Database).rows.query(`/* test */ ${text}`);
  }

  /** Every row of every table, as text. */
  async dump(): Promise<string> {
    const tables = await this.sql(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const rows = await Promise.all(
      tables.map(({ name }) => this.sql(`SELECT t::text AS row FROM ${String(name)} AS t`)),
    );
    return rows
      .flat()
      .map((found) => String(found.row))
      .join('\n');
  }

  async workspace(name: string, given: Partial<NewWorkspace> = {}) {
    const now = new Date();
    const admin = {
      email: `${name}@example.com`,
      name: `Admin of ${name}`,
      password: 'correct horse battery',
    };
    const made = await this.get(Database).transaction((tx) =>
      this.get(WorkspaceService).create(tx, {
        name,
        locale: 'en',
        currency: 'EUR',
        time_zone: 'Europe/Paris',
        country: 'FR',
        admin,
        now,
        ...given,
      }),
    );
    return { ...made, ctx: RequestContext.system(made.workspace.id, now) };
  }

  key(ctx: RequestContext, scopes: string[], more: { installationId?: string; expiresAt?: Date } = {}) {
    return this.get(Database).transaction((tx) =>
      this.get(AccessKeys).create(tx, ctx, { name: 'Shop', scopes, ...more }),
    );
  }

  revokeKey(ctx: RequestContext, id: string): Promise<void> {
    return this.get(Database).transaction((tx) => this.get(AccessKeys).revoke(tx, ctx, id));
  }

  createApp(given: Partial<NewApp> = {}) {
    const now = new Date();
    return this.get(Database).transaction((tx) =>
      this.get(Installations).createApp(tx, {
        name: 'Quote builder',
        kind: 'private',
        scopes: APP_SCOPES,
        now,
        ...given,
      }),
    );
  }

  install(ctx: RequestContext, appId: string, scopes: string[]): Promise<Installation> {
    return this.get(Database).transaction((tx) =>
      this.get(Installations).install(tx, ctx, { appId, scopes }),
    );
  }

  suspend(ctx: RequestContext, id: string): Promise<void> {
    return this.get(Database).transaction((tx) => this.get(Installations).suspend(tx, ctx, id));
  }
}
