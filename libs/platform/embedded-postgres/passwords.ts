import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** The random passwords of an embedded server, known only to the user that starts it. */
export interface Passwords {
  superuser: string;
  application: string;
}

/** The passwords kept beside a data folder, undefined when that file was lost. */
export function readPasswords(dataDir: string): Passwords | undefined {
  const file = passwordFileOf(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Passwords) : undefined;
}

/** Makes new passwords and keeps them beside the data folder, readable by this user only. */
export function writePasswords(dataDir: string): Passwords {
  const passwords = { superuser: randomPassword(), application: randomPassword() };
  const draft = `${passwordFileOf(dataDir)}.draft`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(passwords)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, passwordFileOf(dataDir));
  return passwords;
}

function passwordFileOf(dataDir: string): string {
  return `${dataDir}.passwords`;
}

function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}
