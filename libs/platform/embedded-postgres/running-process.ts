import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSystemError } from '@platform/runtime';

const hasProc = existsSync('/proc/self/stat');

/** A text that changes when a process id is reused: undefined for a process that is gone or a zombie. */
export function startMarkOf(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return hasProc ? startMarkFromProc(pid) : startMarkFromPs(pid);
}

/** Tells whether a live process is a PostgreSQL server or one of its back ends that works in this data folder. */
export function isPostgresOf(pid: number, dataDir: string): boolean {
  if (startMarkOf(pid) === undefined) return false;
  if (!hasProc) return ask('ps', ['-o', 'command=', '-p', String(pid)]).includes(dataDir);
  // The server and every back end change into the data folder; their titles do not always name it.
  if (folderOf(pid) === dataDir) return commandOf(pid).includes('postgres');
  return commandOf(pid).split('\0').includes(dataDir) && commandOf(pid).includes('postgres');
}

/** The ids of all live PostgreSQL processes that work in a data folder; empty where the system has no /proc to look in. */
export function postgresProcessesOf(dataDir: string): number[] {
  return allProcesses().filter((pid) => folderOf(pid) === dataDir && isPostgresOf(pid, dataDir));
}

/** The ids of all live processes that work in a folder or were told of it, as initdb is; empty without /proc. */
export function processesUsing(folder: string): number[] {
  return allProcesses().filter(
    (pid) => folderOf(pid) === folder || commandOf(pid).split('\0').includes(folder),
  );
}

function allProcesses(): number[] {
  if (!hasProc) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Ends a process with ever harder signals, each with its time, and returns when it is gone or the last time is over. */
export async function endProcess(pid: number, ladder: [NodeJS.Signals, timeoutMs: number][]): Promise<void> {
  const mark = startMarkOf(pid);
  if (mark === undefined) return;
  for (const [signal, timeoutMs] of ladder) {
    sendSignal(pid, signal);
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      if (startMarkOf(pid) !== mark) return;
      await sleep(10);
    }
  }
}

/** Sends a signal; a process that has just ended is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
}

function startMarkFromProc(pid: number): string | undefined {
  const stat = readProc(`/proc/${String(pid)}/stat`);
  // The name in parentheses may hold spaces; after it come the state (field 3) … and the start time (field 22), see proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  if (!state || state === 'Z' || state === 'X') return undefined;
  return fields[19];
}

function startMarkFromPs(pid: number): string | undefined {
  const [state, ...started] = ask('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])
    .trim()
    .split(/\s+/);
  return !state || state.startsWith('Z') ? undefined : started.join(' ');
}

function ask(command: string, args: string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout;
}

function commandOf(pid: number): string {
  return readProc(`/proc/${String(pid)}/cmdline`);
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${String(pid)}/cwd`);
  } catch {
    return ''; // gone meanwhile, or another user's process, which is not ours
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}
