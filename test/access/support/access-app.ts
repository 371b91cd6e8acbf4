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
import { newUuid } from '@platform/ids';
import { SecretsModule } from '@platform/secrets';
import { WritesModule } from '@platform/writes';
import supertest from 'supertest';

import { freePort } from '../../journeys/support/program';
import { Browser } from '../../oauth/support/browser';
import { cloneTemplate, type TestDatabase } from '../../support/test-database';
import { refusedAfterMs } from './refused-within';

/** Every scope that the test app asks for. */
export const APP_SCOPES = ['members:read', 'tests:read', 'tests:write'];

const PUBLIC_URL = 'https://crm.example.com';

interface Given {
  readonly publicUrl: string;
  readonly masterKey: Buffer;
  readonly more: readonly Type[];
}

@Module({})
class AccessAppModule {
  static with(databaseUrl: string, { more, publicUrl, masterKey }: Given): DynamicModule {
    const settings = readSettings({ databaseUrl, masterKey, publicUrl }, {});
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
    private readonly given: Given,
  ) {}

  get publicUrl(): string {
    return this.given.publicUrl;
  }

  static start(...more: Type[]): Promise<AccessApp> {
    return AccessApp.with({ publicUrl: PUBLIC_URL, masterKey: randomBytes(32), more });
  }

  /** The same behind a real address, for clients that find everything by themselves. */
  static async listening(...more: Type[]): Promise<AccessApp> {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const server = await AccessApp.with({ publicUrl, masterKey: randomBytes(32), more });
    await server.app.listen(port, '127.0.0.1');
    return server;
  }

  /** Another process on the same database. */
  another(): Promise<AccessApp> {
    return AccessApp.with(this.given, this.database);
  }

  private static async with(given: Given, known?: TestDatabase): Promise<AccessApp> {
    const database = known ?? (await cloneTemplate());
    const app = await NestFactory.create<NestFastifyApplication>(
      AccessAppModule.with(database.url, given),
      httpAdapter({ trustProxy: false, publicUrl: given.publicUrl }),
      { bodyParser: false, logger: ['error'], abortOnError: false },
    );
    const server = new AccessApp(app, database, given);
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

  /** Ends this process and leaves the database to the others. */
  stopHere(): Promise<void> {
    return this.app.close();
  }

  async stop(): Promise<void> {
    await this.stopHere();
    await this.database.drop();
  }

  get http() {
    return supertest(this.app.getHttpServer());
  }

  /** The browser of somebody whom nobody knows yet. */
  browser(): Browser {
    return new Browser(this.app.getHttpServer(), this.publicUrl);
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

  /** Lets the user behind one workspace's first member work in another one as well; answers with the member's stored id. */
  async join(user: { id: string; email: string }, workspaceId: string, role = 'sales'): Promise<string> {
    const id = newUuid();
    await this.sql(`INSERT INTO members
      (workspace_id, id, user_id, name, email, role, state, version, created_at, updated_at)
      VALUES ('${workspaceId}', '${id}', '${user.id}', 'Guest', '${user.email}', '${role}', 'active', 1, now(), now())`);
    await this.sql(`INSERT INTO memberships (user_id, workspace_id, member_id)
      VALUES ('${user.id}', '${workspaceId}', '${id}')`);
    return id;
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
