import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const neededMajor = 24;
const forwardedSignals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/**
 * Returns only on Node 24 or newer: on an older Node it starts this program again on the Node 24 in node_modules and ends
 * with it, or explains in one sentence that Node 24 is missing. Call it before the other imports of an entry file.
 */
export function ensureNode24(): void {
  if (majorOf(process.versions.node) >= neededMajor) return;
  const binary = findNode24(__dirname);
  if (!binary) {
    process.stderr.write(
      `Dealwright needs Node ${String(neededMajor)} and runs on ${process.versions.node}: run \`npm start\` (it installs Node ` +
        `${String(neededMajor)} on Linux with glibc) or install Node ${String(neededMajor)}.9 or newer yourself.\n`,
    );
    process.exit(1);
  }
  endWith(spawn(binary, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' }));
  haltThisProgram();
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/** Looks upwards, because an entry file runs from dist/ and from the source folder; a Node that does not run here (musl) is no find. */
function findNode24(from: string): string | undefined {
  const binary = join(from, 'node_modules', '.bin', 'node');
  if (existsSync(binary)) {
    const answer = spawnSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    if (answer.status === 0 && majorOf(answer.stdout) >= neededMajor) return binary;
  }
  const parent = dirname(from);
  return parent === from ? undefined : findNode24(parent);
}

function endWith(child: ChildProcess): void {
  for (const signal of forwardedSignals) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole process group: forwarding it would deliver it twice.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`Dealwright could not start Node ${String(neededMajor)}: ${error.message}.\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Stops loading the entry file while the event loop keeps serving the child: a thrown value does it, and this listener keeps it silent. */
function haltThisProgram(): never {
  const halt = new Error('continued on Node 24');
  process.on('uncaughtException', (error) => {
    if (error === halt) return;
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exit(1);
  });
  throw halt;
}
