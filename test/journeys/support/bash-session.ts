import { type ChildProcess, spawn } from 'node:child_process';

import { until } from '../../events/support/until';

/** A terminal in which commands run one after another, as somebody pastes them. */
export class BashSession {
  /** What commands in the foreground and background printed, errors too. */
  output = '';
  private readonly shell: ChildProcess;
  private count = 0;

  constructor(folder: string, environment: Readonly<Record<string, string | undefined>> = {}) {
    this.shell = spawn('bash', [], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.shell.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.shell.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Runs commands and resolves with what came out until the last one was done; a failed last one is an error. */
  async run(commands: string, withinMs = 60_000): Promise<string> {
    this.count += 1;
    const mark = `done-${this.count}-${process.pid}`;
    const from = this.output.length;
    this.shell.stdin?.write(`${commands}\necho "${mark} $?"\n`);
    const done = new RegExp(`${mark} (\\d+)\\n`);
    const found = await until(() => done.exec(this.output), { withinMs }).catch((error: unknown) => {
      throw new Error(`${commands}\nwas not done in time and said: ${this.output.slice(from)}`, {
        cause: error,
      });
    });
    const said = this.output.slice(from, found.index);
    if (found[1] !== '0') throw new Error(`${commands}\nended with ${found[1]} and said: ${said}`);
    return said;
  }

  /** Ends the shell and what it left in the background. */
  async end(): Promise<void> {
    const { pid } = this.shell;
    if (pid === undefined || this.shell.exitCode !== null) return;
    const closed = new Promise((resolve) => this.shell.once('exit', resolve));
    process.kill(-pid, 'SIGKILL');
    await closed;
  }
}
