import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../../events/support/until';

const CLI = join(__dirname, '../../../sdk/bin/dealwright.js');
/** A process of Node starts slowly where many run. */
const PATIENCE_MS = 60_000;

/** What a command said, and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** A command that is running. */
export class Running {
  out = '';
  error = '';
  private readonly ended: Promise<number | null>;

  constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.error += chunk.toString()));
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  /** Waits until it has said something, and answers with what was found. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const found = until(() => pattern.exec(this.out), { withinMs: PATIENCE_MS });
    return found.catch((error: unknown) => {
      throw new Error(`It said only: ${this.out}${this.error}`, { cause: error });
    });
  }

  /** Presses Ctrl-C. */
  interrupt(): Promise<Said> {
    this.child.kill('SIGINT');
    return this.end();
  }

  async end(): Promise<Said> {
    const code = await this.ended;
    return { code, out: this.out, error: this.error };
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** The command line of somebody, with a folder of their own for what it keeps. */
export class CommandLine {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dealwright-cli-'));
  private readonly running: Running[] = [];

  get credentialsPath(): string {
    return join(this.folder, 'dealwright', 'credentials.json');
  }

  /** What it keeps of the profile "default". */
  kept(): Readonly<Record<string, unknown>> | undefined {
    return JSON.parse(readFileSync(this.credentialsPath, 'utf8')).profiles.default;
  }

  mode(): string {
    return (statSync(this.credentialsPath).mode & 0o777).toString(8);
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}, input?: string): Running {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { PATH: process.env.PATH, HOME: this.folder, XDG_CONFIG_HOME: this.folder, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(input ?? '');
    const running = new Running(child);
    this.running.push(running);
    return running;
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}, input?: string): Promise<Said> {
    return this.start(args, env, input).end();
  }

  end(): void {
    for (const running of this.running) running.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
