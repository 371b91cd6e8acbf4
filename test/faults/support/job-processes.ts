import { randomBytes } from 'node:crypto';

import {
  type Ending,
  type Environment,
  freePort,
  killPrograms,
  Program,
} from '../../journeys/support/program';
import { TestApi } from '../../support/test-api';
import { testServer, withDatabase } from '../../support/test-database';

/** The API in this process, and workers and another API of the built product on the same database. */
export class JobProcesses {
  private constructor(
    readonly api: TestApi,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<JobProcesses> {
    const masterKey = randomBytes(32);
    const api = await TestApi.start([], { masterKey });
    const [row] = await api.sql<{ name: string }>('SELECT current_database() AS name');
    const url = withDatabase(testServer().templateUrl, row?.name ?? '');
    const environment = { DATABASE_URL: url, DEALWRIGHT_MASTER_KEY: masterKey.toString('base64') };
    return new JobProcesses(api, environment);
  }

  async startWorker(more: Environment = {}): Promise<Program> {
    const { program, url } = await this.bootWorker(more);
    return program.ready(url);
  }

  /** A worker that is to die by itself, perhaps before anybody has seen it ready; answers how it ended. */
  async deathOfWorker(more: Environment): Promise<Ending> {
    const { program } = await this.bootWorker(more);
    return program.end(60_000);
  }

  private async bootWorker(more: Environment): Promise<{ program: Program; url: string }> {
    const port = String(await freePort());
    const program = new Program('worker', { ...this.environment, WORKER_PORT: port, ...more });
    return { program, url: `http://127.0.0.1:${port}` };
  }

  /** An API that can be killed, and where it answers. */
  async startApi(more: Environment = {}): Promise<{ program: Program; url: string }> {
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    return {
      program: await new Program('api', { ...this.environment, PORT: port, ...more }).ready(url),
      url,
    };
  }

  async stop(): Promise<void> {
    await killPrograms();
    await this.api.stop();
  }
}
