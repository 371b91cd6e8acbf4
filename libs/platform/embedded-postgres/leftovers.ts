import { readPostmasterFile, removePostmasterFile } from './postmaster-file';
import { endProcess, isPostgresOf, postgresProcessesOf } from './running-process';
import { removeSocketFolder } from './socket-folder';

/**
 * Leaves a data folder that no PostgreSQL process uses, after whatever death of its last owner.
 *
 * A server that outlived its Node process is stopped fast, not adopted: it is nobody's child, so its end would go unnoticed,
 * its messages are lost and its settings may be others; a restart takes 0.2 s. Back ends that outlived their server hold its
 * shared memory and may be deep in a query: they are told to quit, then killed, which is safe as no server uses that memory.
 */
export async function clearLeftovers(dataDir: string, log: (line: string) => void): Promise<void> {
  const left = readPostmasterFile(dataDir);
  if (left && isPostgresOf(left.pid, dataDir)) {
    log(`stopping the PostgreSQL (pid ${String(left.pid)}) that outlived its Dealwright process`);
    await endProcess(left.pid, [
      ['SIGINT', 30_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ]);
  }
  const survivors = postgresProcessesOf(dataDir);
  await Promise.all(
    survivors.map((pid) =>
      endProcess(pid, [
        ['SIGQUIT', 3_000],
        ['SIGKILL', 5_000],
      ]),
    ),
  );
  if (left) removeSocketFolder(left.socketFolder, left.port);
  removePostmasterFile(dataDir);
}
