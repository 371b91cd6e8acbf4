import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { StartupError } from '@platform/runtime';

/** The user a PostgreSQL program runs as: empty when it is simply the user of this process. */
export interface SystemUser {
  uid?: number;
  gid?: number;
}

/** Tells whether this process is root, as which PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The user for PostgreSQL: this process's own; for root the owner of the existing data, else `postgres`, else `nobody`. */
export function chooseUser(dataDir: string): SystemUser {
  if (!isRoot()) return {};
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = ['postgres', 'nobody']
    .map((name) => accounts.find((fields) => fields[0] === name))
    .find((found) => found !== undefined);
  if (!account) {
    throw new StartupError(
      'PostgreSQL does not run as root and this system has neither a user `postgres` nor `nobody`: ' +
        'start Dealwright as an ordinary user or set DATABASE_URL to your own PostgreSQL.',
    );
  }
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

/** Tells whether a user can enter a folder, asked of the system itself because access lists and mounts count too. */
export function canEnter(user: SystemUser, folder: string): boolean {
  if (user.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/' }).status === 0;
}

/** What every PostgreSQL program is started with: its user, a folder that all can read, and an environment without surprises. */
export function programOptions(user: SystemUser): SystemUser & { cwd: string; env: Record<string, string> } {
  return { ...user, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
}
