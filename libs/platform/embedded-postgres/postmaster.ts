import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '@platform/runtime';
import { tailOf } from './data-folder';
import type { DataPlace } from './data-place';
import { readPostmasterFile } from './postmaster-file';
import { endProcess, sendSignal } from './running-process';
import { programOptions } from './system-user';

/** A PostgreSQL server that is a child of this process and accepts connections. */
export interface Postmaster {
  pid: number;
  stop(): Promise<void>;
}

/** How to start a server: its program, its data, and its settings as PostgreSQL names them. */
export interface PostmasterOptions {
  program: string;
  place: DataPlace;
  settings: Record<string, string>;
  log: (line: string) => void;
}

/** Recovery after a crash replays at most max_wal_size (1 GB); a slow disk needs minutes for that. */
const readyTimeoutMs = 300_000;
const sharedMemoryTimeoutMs = 10_000;

/** Starts a server and waits until it accepts connections; tries again for 10 s while back ends of a dead server hold its memory. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const deadline = Date.now() + sharedMemoryTimeoutMs;
  for (;;) {
    const outcome = await tryStart(options);
    if (typeof outcome !== 'string') return outcome;
    const isHeld = outcome.includes('shared memory block') && outcome.includes('still in use');
    if (!isHeld || Date.now() > deadline) {
      throw new StartupError(
        `PostgreSQL did not start in ${options.place.dataDir}, correct this and start again: ${outcome}`,
      );
    }
    await sleep(200);
  }
}

/** The running server, or what it said before it ended. */
async function tryStart(options: PostmasterOptions): Promise<Postmaster | string> {
  const { program, place, settings, log } = options;
  const settingArguments = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(program, ['-D', place.dataDir, ...settingArguments], {
    ...programOptions(place.user),
    // A session of its own: Ctrl-C in a terminal reaches Node alone, which then stops the server after its last request.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = listen(child, log);
  const ended = endOf(child);
  const deadline = Date.now() + readyTimeoutMs;
  while (Date.now() < deadline) {
    const end = await Promise.race([ended, sleep(20)]);
    if (end !== undefined) return tailOf([...said, end].join('\n'));
    const file = readPostmasterFile(place.dataDir);
    if (child.pid !== undefined && file?.pid === child.pid && file.isReady)
      return running(child.pid, ended, log);
  }
  child.kill('SIGKILL');
  return `it was not ready after ${String(readyTimeoutMs / 1000)} s`;
}

function listen(child: ChildProcess, log: (line: string) => void): string[] {
  const last: string[] = [];
  if (!child.stderr) return last;
  createInterface({ input: child.stderr }).on('line', (line) => {
    log(line);
    last.push(line);
    if (last.length > 20) last.shift();
  });
  return last;
}

/** Settles with the reason once the child is gone and what it said was read; surviving back ends may hold that pipe open. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('exit', (code, signal) => {
      const end = () => {
        resolve(`it ended with ${signal ?? `exit code ${String(code)}`}`);
      };
      child.on('close', end);
      setTimeout(end, 500).unref();
    });
  });
}

function running(pid: number, ended: Promise<string>, log: (line: string) => void): Postmaster {
  let isStopping = false;
  let isGone = false;
  // When this process ends without stop(), the server at least starts its fast shutdown.
  const stopAtExit = () => {
    sendSignal(pid, 'SIGINT');
  };
  process.once('exit', stopAtExit);
  void ended.then((end) => {
    isGone = true;
    process.removeListener('exit', stopAtExit);
    if (!isStopping) log(`PostgreSQL is gone: ${end}`);
  });
  return {
    pid,
    async stop() {
      isStopping = true;
      if (isGone) return;
      await endProcess(pid, [
        ['SIGINT', 60_000],
        ['SIGQUIT', 10_000],
        ['SIGKILL', 10_000],
      ]);
      await ended;
    },
  };
}
