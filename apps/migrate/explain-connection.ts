import { StartupError } from '@platform/runtime';

/** Errors of the network, and SQLSTATE classes of a server that does not let us in: connection, login, database name, starting or stopping. */
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES)$/;
const REFUSED = /^(08|28|3D|53300|57P)/;

/** Runs what needs the database at the start of a process; that it cannot be reached is the operator's business, told in one sentence. */
export async function explainingConnection<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!(error instanceof Error) || !(NETWORK.test(code) || REFUSED.test(code) || isTimeout(error)))
      throw error;
    throw new StartupError(
      `The database cannot be used (${error.message || code}): see that PostgreSQL runs and that DATABASE_URL is right.`,
      { cause: error },
    );
  }
}

/** The driver's own time-out has no code. */
const isTimeout = (error: Error): boolean => /timeout|Connection terminated/i.test(error.message);
