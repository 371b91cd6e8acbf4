import { Resolver } from 'node:dns';
import { join, resolve } from 'node:path';

import { readMailSettings } from './read-mail-settings';
import { readRateLimits } from './read-rate-limits';
import { readSignInProviders } from './read-sign-in-providers';
import { SettingError } from './setting-error';
import type { Settings } from './settings';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings of a process from environment variables; what `given` holds wins. */
export function readSettings(given: Partial<Settings> = {}, env: Environment = process.env): Settings {
  const host = text(env, 'HOST', '127.0.0.1');
  const port = given.port ?? portNumber(env, 'PORT', 3000);
  const databaseUrl = given.databaseUrl ?? text(env, 'DATABASE_URL');
  const publicUrl = text(env, 'PUBLIC_URL', `http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  return {
    host,
    port,
    workerPort: portNumber(env, 'WORKER_PORT', 3001),
    publicUrl: publicUrl.replace(/\/+$/, ''),
    databaseUrl,
    databaseDirectUrl: env.DATABASE_DIRECT_URL ?? databaseUrl,
    databasePoolSize: wholeNumber(env, 'DATABASE_POOL_SIZE', 16),
    namedStatements: flag(env, 'DATABASE_NAMED_STATEMENTS', true),
    listTimeoutMs: wholeNumber(env, 'LIST_TIMEOUT_MS', 10_000),
    ...keySettings(given, env),
    logLevel: text(env, 'LOG_LEVEL', 'info'),
    ...webhookSettings(env),
    trustProxy: flag(env, 'TRUST_PROXY', false),
    appManifests: list(env, 'APP_MANIFESTS'),
    ...fileSettings(given, env),
    ...readMailSettings(given, env),
    signInProviders: readSignInProviders(env),
    rateLimits: readRateLimits(env),
    requestLogPerSecond: wholeNumber(env, 'REQUEST_LOG_PER_SECOND', 50),
    redisUrl: env.REDIS_URL ?? null,
    ...given,
  };
}

/** A file wins over keys in the environment. */
function keySettings(given: Partial<Settings>, env: Environment) {
  const masterKeyFile = given.masterKeyFile ?? env.DEALWRIGHT_MASTER_KEY_FILE ?? null;
  const isGiven = given.masterKey !== undefined || masterKeyFile !== null;
  return {
    masterKeyFile,
    masterKeySettleSeconds: wholeNumber(env, 'DEALWRIGHT_MASTER_KEY_SETTLE_SECONDS', 3),
    masterKey: isGiven ? null : key('DEALWRIGHT_MASTER_KEY', text(env, 'DEALWRIGHT_MASTER_KEY')),
    previousMasterKeys: (env.DEALWRIGHT_PREVIOUS_MASTER_KEYS ?? '')
      .split(',')
      .filter((value) => value !== '')
      .map((value) => key('DEALWRIGHT_PREVIOUS_MASTER_KEYS', value)),
  };
}

function webhookSettings(env: Environment) {
  return {
    allowLoopbackWebhooks: flag(env, 'WEBHOOKS_ALLOW_LOOPBACK', false),
    webhookDnsServers: nameServers(env, 'WEBHOOKS_DNS_SERVERS'),
    webhookDeadlineMs: wholeNumber(env, 'WEBHOOKS_DEADLINE_MS', 15_000),
  };
}

function fileSettings(given: Partial<Settings>, env: Environment) {
  return {
    filesDir: resolve(given.filesDir ?? text(env, 'FILES_DIR', join('.dealwright', 'files'))),
    fileLimitBytes: wholeNumber(env, 'FILE_LIMIT_BYTES', 25 * 1024 * 1024),
  };
}

/** What a process needs that only speaks to the database. */
export function readDatabaseSettings(env: Environment = process.env): { databaseDirectUrl: string } {
  return { databaseDirectUrl: env.DATABASE_DIRECT_URL ?? text(env, 'DATABASE_URL') };
}

/** The settings of `npm start` that decide where things are before a database exists. */
export function readLaunchSettings(env: Environment = process.env): {
  host: string;
  port: number;
  databaseUrl: string | undefined;
  hasMasterKey: boolean;
  hasLogLevel: boolean;
  hasFilesDir: boolean;
  hasOutboxDir: boolean;
  dataDir: string;
  demoData: boolean;
} {
  return {
    host: text(env, 'HOST', '127.0.0.1'),
    port: portNumber(env, 'PORT', 3000),
    databaseUrl: env.DATABASE_URL,
    hasMasterKey: (env.DEALWRIGHT_MASTER_KEY ?? env.DEALWRIGHT_MASTER_KEY_FILE) !== undefined,
    hasLogLevel: env.LOG_LEVEL !== undefined,
    hasFilesDir: env.FILES_DIR !== undefined,
    hasOutboxDir: env.MAIL_OUTBOX_DIR !== undefined,
    dataDir: text(env, 'DEALWRIGHT_DATA_DIR', '.dealwright'),
    demoData: flag(env, 'DEALWRIGHT_DEMO_DATA', true),
  };
}

function text(env: Environment, name: string, fallback?: string): string {
  const value = env[name] ?? fallback;
  if (value === undefined || value === '') throw new SettingError(`Set ${name}: docs/operating.md says how.`);
  return value;
}

/** Separated by commas. */
const list = (env: Environment, name: string): string[] =>
  (env[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Addresses with or without a port, such as `192.0.2.53` and `[2001:db8::53]:5353`. */
function nameServers(env: Environment, name: string): string[] {
  const servers = list(env, name);
  try {
    new Resolver().setServers(servers);
  } catch {
    // Node says which one is wrong in words of its own.
    throw new SettingError(`${name} must be IP addresses, each with or without a port, separated by commas.`);
  }
  return servers;
}

function wholeNumber(env: Environment, name: string, fallback: number): number {
  const value = env[name];
  if (value === undefined) return fallback;
  if (!/^\d+$/.test(value)) throw new SettingError(`${name} must be a whole number, not "${value}".`);
  return Number(value);
}

function portNumber(env: Environment, name: string, fallback: number): number {
  const value = wholeNumber(env, name, fallback);
  if (value > 65_535)
    throw new SettingError(`${name} must be a port number from 0 to 65535, not "${value}".`);
  return value;
}

function flag(env: Environment, name: string, fallback: boolean): boolean {
  const value = env[name];
  if (value === undefined) return fallback;
  if (value !== 'true' && value !== 'false')
    throw new SettingError(`${name} must be true or false, not "${value}".`);
  return value === 'true';
}

/** A master key is 32 bytes in base64 (44 characters) or hexadecimal (64). */
function key(name: string, value: string): Buffer {
  const bytes = /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64');
  if (bytes.length !== 32)
    throw new SettingError(
      `${name} must be 32 bytes in base64 or hexadecimal: make one with "openssl rand -base64 32".`,
    );
  return bytes;
}
