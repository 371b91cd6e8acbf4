// A lock file that survives the death of its owner: it holds a process id and when that process started.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `work` while no other process holds the lock file; tells once whom it waits for, and passes over dead owners. */
export async function underLock(lockFile, tellWaiting, work) {
  fs.mkdirSync(path.dirname(lockFile), { recursive: true });
  let isTold = false;
  while (!tryLock(lockFile)) {
    const owner = liveOwnerOf(lockFile);
    if (owner && !isTold) tellWaiting(owner);
    isTold ||= owner !== undefined;
    if (!owner) removeStaleLock(lockFile);
    await sleep(100);
  }
  try {
    work();
  } finally {
    fs.rmSync(lockFile, { force: true });
  }
}

function tryLock(lockFile) {
  const draft = `${lockFile}.${randomUUID()}`;
  fs.writeFileSync(draft, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  try {
    fs.linkSync(draft, lockFile); // a link appears with its content at once
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** The process id in a lock file, undefined when there is none or that process is dead. */
export function liveOwnerOf(file) {
  try {
    const owner = JSON.parse(fs.readFileSync(file, 'utf8'));
    return isAlive(owner.pid) && startOf(owner.pid) === owner.started ? owner.pid : undefined;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Two waiters may see the same dead owner: each takes the file away under its own name, and gives a live one's back. */
function removeStaleLock(lockFile) {
  const taken = `${lockFile}.${randomUUID()}`;
  try {
    fs.renameSync(lockFile, taken);
    if (liveOwnerOf(taken)) fs.linkSync(taken, lockFile);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(taken, { force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** When a process started, so that a reused process id is not mistaken for the owner; a zombie has no start. */
function startOf(pid) {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  const stat = readText(`/proc/${pid}/stat`) ?? '';
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? '' : fields[19];
}

/** The text of a file, undefined when there is none. */
export function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(error.code)) return undefined;
    throw error;
  }
}
