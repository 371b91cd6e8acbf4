import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';

import { type WorkspaceCredentials, WorkspaceSetup } from '@ecosystem/workspace-setup';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings } from '@platform/config';
import { Database } from '@platform/database';
import { RouteCatalog } from '@platform/http';
import { createLogger } from '@platform/observability';
import request from 'supertest';

import { createApi } from '../../apps/api/create-api';
import { cloneTemplate } from './test-database';

/** A workspace made for a test, and short words for calling the API with its key. */
export interface TestWorkspace extends WorkspaceCredentials {
  readonly name: string;
  get(path: string): request.Test;
  post(path: string, body?: object): request.Test;
  patch(path: string, body?: object): request.Test;
  delete(path: string): request.Test;
}

/** The whole API in this process, on a database of its own. */
export class TestApi {
  private constructor(
    readonly app: NestFastifyApplication,
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(more: readonly Type[] = []): Promise<TestApi> {
    const { url, drop } = await cloneTemplate();
    const settings = readSettings(
      {
        databaseUrl: url,
        masterKey: randomBytes(32),
        databasePoolSize: 8,
        allowLoopbackWebhooks: true,
        logLevel: 'fatal',
      },
      {},
    );
    const app = await createApi(settings, createLogger(settings.logLevel, 'test'), more);
    await app.getHttpAdapter().getInstance().ready();
    return new TestApi(app, drop);
  }

  get server(): Server {
    return this.app.getHttpServer() as Server;
  }

  get database(): Database {
    return this.app.get(Database);
  }

  /** A fresh workspace; its key holds every scope unless `scopes` says which. */
  async workspace(scopes?: readonly string[]): Promise<TestWorkspace> {
    const name = `Test ${randomBytes(4).toString('hex')}`;
    const all = [...this.app.get(RouteCatalog).scopes().keys()];
    const { credentials } = await this.database.transaction((tx) =>
      this.app.get(WorkspaceSetup).create(
        tx,
        {
          name,
          locale: 'en',
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
        scopes ?? all,
      ),
    );
    const authorized = (test: request.Test): request.Test =>
      test.set('authorization', `Bearer ${credentials.private_app_key}`);
    const http = request(this.server);
    return {
      ...credentials,
      name,
      get: (path) => authorized(http.get(path)),
      post: (path, body = {}) => authorized(http.post(path)).send(body),
      patch: (path, body = {}) => authorized(http.patch(path)).send(body),
      delete: (path) => authorized(http.delete(path)),
    };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.drop();
  }
}
