import { Global, Module, type ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { ConfigModule, readSettings, type Settings } from '@platform/config';
import { Database, DatabaseModule } from '@platform/database';
import { EventsModule, Outbox } from '@platform/events';
import { Authenticator, HttpModule, httpAdapter, type Principal, prepareServer } from '@platform/http';
import { CurrentRights } from '@platform/jobs';
import { SecretsModule } from '@platform/secrets';
import { WritesModule } from '@platform/writes';

import { principal } from './test-events';

/** Takes every token for the JSON of a principal. */
class TestAuthenticator extends Authenticator {
  authenticate(token: string): Promise<Principal> {
    const given = JSON.parse(Buffer.from(token, 'base64url').toString()) as {
      workspace: string;
      id: string;
      scopes: string[];
    };
    return Promise.resolve(principal(given.workspace, { id: given.id, scopes: new Set(given.scopes) }));
  }
}

/** Whoever a test acts as keeps what it has. */
class KeptRights extends CurrentRights {
  of(_: unknown, { scopes }: Principal) {
    return Promise.resolve({ scopes, rights: null });
  }
}

@Global()
@Module({
  providers: [
    { provide: Authenticator, useClass: TestAuthenticator },
    { provide: CurrentRights, useClass: KeptRights },
  ],
  exports: [Authenticator, CurrentRights],
})
class TestAccessModule {}

/** The settings of a process in a test. */
export const testSettings = (databaseUrl: string): Settings =>
  readSettings({ databaseUrl, masterKey: Buffer.alloc(32, 7), allowLoopbackWebhooks: true }, {});

/** A process in miniature: the platform and some modules on a database. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly outbox: Outbox;
  close(): Promise<void>;
}

/** Boots a process with these modules; `adapt` may replace providers. */
export async function startTestApp(
  databaseUrl: string,
  imports: NonNullable<ModuleMetadata['imports']> = [],
  adapt: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
): Promise<TestApp> {
  const settings = testSettings(databaseUrl);
  const builder = Test.createTestingModule({
    imports: [
      ConfigModule.with(settings),
      DatabaseModule,
      SecretsModule,
      TestAccessModule,
      HttpModule,
      EventsModule,
      WritesModule,
      ...imports,
    ],
  });
  const module = await adapt(builder).compile();
  const app = module.createNestApplication<NestFastifyApplication>(httpAdapter(settings), {
    bodyParser: false,
    logger: ['error'],
  });
  await prepareServer(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, database: app.get(Database), outbox: app.get(Outbox), close: () => app.close() };
}

/** An answer with its JSON body. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what a customer sees, read freely by assertions
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
}

/** Calls routes as one credential. */
export function caller(
  { app }: TestApp,
  { workspace, id = 'key_of_the_test', scopes }: { workspace: string; id?: string; scopes: string[] },
) {
  const token = Buffer.from(JSON.stringify({ workspace, id, scopes })).toString('base64url');
  const call =
    (method: 'GET' | 'POST' | 'PATCH' | 'DELETE') =>
    async (url: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> => {
      const answer = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body && { payload: body }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
    };
  return { get: call('GET'), post: call('POST'), patch: call('PATCH'), delete: call('DELETE') };
}
