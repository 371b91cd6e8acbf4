import { rmSync } from 'node:fs';
import { isSystemError, StartupError } from '@platform/runtime';
import { applicationName, prepareDataFolder } from './data-folder';
import { type DataPlace, locateData } from './data-place';
import { clearLeftovers } from './leftovers';
import { liveOwnerOf, takeOwnership } from './owner-lock';
import type { Passwords } from './passwords';
import { preparePostgresBinaries } from './postgres-binaries';
import { type Postmaster, startPostmaster } from './postmaster';
import { sharedBuffers } from './server-memory';
import { makeSocketFolder, removeSocketFolder } from './socket-folder';

/** Which data an embedded server works on, and how it differs from the default: durable, and on a private Unix socket only. */
export interface EmbeddedPostgresOptions {
  /** Made when it does not exist; lock and passwords are kept beside it. */
  dataDir: string;
  /** Also listen on TCP. */
  listen?: { host: string; port: number };
  /** PostgreSQL settings by their own names, as `max_connections`. */
  settings?: Record<string, string>;
  /** Receives PostgreSQL's messages, a line each. */
  log?: (line: string) => void;
}

/** A running embedded server. */
export interface EmbeddedPostgres {
  /** The application's role on its database, by Unix socket. */
  url: string;
  /** The superuser on the database `postgres`: for setup and tests only. */
  adminUrl: string;
  pid: number;
  /** The real data folder, which can differ from the asked one for root. */
  dataDir: string;
  /** Stops the server and gives the data folder free; a second call waits for the first. */
  stop(): Promise<void>;
}

const defaultPort = 5432;

/** Starts the bundled PostgreSQL on a data folder, whatever happened to the last one that ran there, or throws a StartupError that says why not. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return explainingFileErrors(options.dataDir, async () => {
    const place = locateData(options.dataDir);
    const release = takeOwnership(place.dataDir);
    try {
      return await startOwned(place, options, release);
    } catch (error) {
      release();
      throw error;
    }
  });
}

/** Stops what still runs on a data folder and deletes it with all beside it; false when a live process owns it. */
export async function removeEmbeddedPostgres(dataDir: string): Promise<boolean> {
  const place = locateData(dataDir);
  if (liveOwnerOf(place.dataDir) !== undefined) return false;
  await clearLeftovers(place.dataDir, () => undefined);
  for (const path of [
    place.dataDir,
    `${place.dataDir}.passwords`,
    `${place.dataDir}.lock`,
    `${dataDir}.location`,
  ]) {
    rmSync(path, { recursive: true, force: true });
  }
  return true;
}

async function startOwned(
  place: DataPlace,
  options: EmbeddedPostgresOptions,
  release: () => void,
): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const binaries = preparePostgresBinaries(place);
  await clearLeftovers(place.dataDir, log);
  const passwords = await prepareDataFolder(place, binaries, options.settings?.fsync !== 'off');
  const port = options.listen?.port ?? defaultPort;
  const socketFolder = makeSocketFolder(place.user, port);
  const settings = { ...serverSettings(socketFolder, port, options.listen?.host), ...options.settings };
  try {
    const postmaster = await startPostmaster({ program: binaries.postgres, place, settings, log });
    return describe(postmaster, { place, passwords, socketFolder, port, release });
  } catch (error) {
    removeSocketFolder(socketFolder, port);
    throw error;
  }
}

function serverSettings(socketFolder: string, port: number, host = ''): Record<string, string> {
  return {
    listen_addresses: host,
    port: String(port),
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    shared_buffers: sharedBuffers(),
    // What a large write has logged is on disk when it commits, but for the last of it.
    wal_writer_delay: '10ms',
  };
}

interface Running {
  place: DataPlace;
  passwords: Passwords;
  socketFolder: string;
  port: number;
  release: () => void;
}

function describe(postmaster: Postmaster, running: Running): EmbeddedPostgres {
  const { passwords, socketFolder, port } = running;
  const at = `${encodeURIComponent(socketFolder)}:${String(port)}`;
  const removeSockets = () => {
    removeSocketFolder(socketFolder, port);
  };
  process.once('exit', removeSockets);
  const stop = async () => {
    await postmaster.stop();
    process.removeListener('exit', removeSockets);
    removeSockets();
    running.release();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `postgresql://${applicationName}:${passwords.application}@${at}/${applicationName}`,
    adminUrl: `postgresql://postgres:${passwords.superuser}@${at}/postgres`,
    pid: postmaster.pid,
    dataDir: running.place.dataDir,
    stop: () => (stopped ??= stop()),
  };
}

const folderFaults = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST', 'EXDEV', 'EBUSY'];

/** A folder that cannot be used is the operator's business, so it is told in one sentence. */
async function explainingFileErrors<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isSystemError(error, ...folderFaults)) throw error;
    throw new StartupError(
      `The data folder ${dataDir} cannot be used (${error.message}): give this user the right to write there, ` +
        'name another folder, or set DATABASE_URL to your own PostgreSQL.',
    );
  }
}
