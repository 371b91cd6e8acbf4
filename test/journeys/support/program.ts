import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { until } from '../../events/support/until';
import { secretsInLog } from '../../support/secrets';

export const root = join(__dirname, '..', '..', '..');

/** Saves a quarter of each start, of which these tests make many. */
const compileCache = join(root, '.build', 'compile-cache');

/** How a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Settings of a program: nothing else of this process's environment reaches it. */
export type Environment = Readonly<Record<string, string>>;

const running = new Set<Program>();

/** Lines of their logs in which a secret stands. */
const leaked: string[] = [];

/** A program of the built product, in a process group of its own. */
export class Program {
  stdout = '';
  stderr = '';
  ending: Ending | null = null;
  private readonly child: ChildProcess;
  private readonly closed: Promise<Ending>;

  constructor(name: 'standalone' | 'api' | 'worker' | 'migrate', environment: Environment, folder = root) {
    this.child = spawn(process.execPath, [join(root, 'dist', 'apps', name, 'main.js')], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: compileCache,
        // A year of records is for those who look around.
        DEALWRIGHT_DEMO_DATA: 'false',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.closed = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.ending = { code, signal };
        running.delete(this);
        leaked.push(...secretsInLog(this.said));
        resolve(this.ending);
      });
    });
    running.add(this);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The program did not start.');
    return this.child.pid;
  }

  /** Everything that it said. */
  get said(): string {
    return this.stdout + this.stderr;
  }

  /** Resolves when it answers that it is ready; fails with what it said when it ends instead. */
  async ready(url: string, withinMs = 60_000): Promise<this> {
    await until(
      async () => {
        if (this.ending) throw new Error(`It ended with ${JSON.stringify(this.ending)}: ${this.said}`);
        return isReady(url);
      },
      { withinMs },
    );
    return this;
  }

  /** Resolves with how it ends, which must be soon. */
  async end(withinMs = 30_000): Promise<Ending> {
    await until(() => this.ending, { withinMs });
    return this.closed;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    if (!this.ending) process.kill(this.pid, signal);
    return this.end();
  }

  /** Ends it and its whole group as if the power were gone. */
  async kill(): Promise<void> {
    if (this.ending) return;
    process.kill(-this.pid, 'SIGKILL');
    await this.closed;
  }
}

/** Ends what tests left running; fails when any program of the test has written a secret into its log. */
export async function killPrograms(): Promise<void> {
  await Promise.all([...running].map((program) => program.kill()));
  const lines = leaked.splice(0);
  if (lines.length > 0) throw new Error(`Secrets were logged:\n  ${lines.join('\n  ')}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { status } = await fetch(`${url}/health/ready`, { headers: { connection: 'close' } });
    return status === 200;
  } catch {
    // Nobody listens yet.
    return false;
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('A server has no port.');
  return address.port;
}
