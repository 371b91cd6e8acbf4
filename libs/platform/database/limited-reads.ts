import type { ClientBase, Pool, QueryConfig } from 'pg';

/** A statement took longer than its reader was ready to wait, and was stopped. */
export class StatementTimeout extends Error {
  constructor(readonly timeoutMs: number) {
    super(`A statement was stopped after ${timeoutMs} ms.`);
  }
}

/** SQLSTATE `query_canceled`: a time limit, or somebody who cancels by hand. */
const CANCELLED = '57014';

/**
 * Runs one reading statement in a transaction of its own, which works behind a pooler too. Throws a `StatementTimeout` when
 * the server stops it.
 */
export async function readWithin(pool: Pool, timeoutMs: number, statement: QueryConfig): Promise<unknown[]> {
  const client = await pool.connect();
  let isBroken = false;
  // A connection that breaks says so to whoever has it; unheard, it would end the process.
  const onBroken = (): void => {
    isBroken = true;
  };
  client.on('error', onBroken);
  try {
    await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`);
    const { rows } = await client.query<Record<string, unknown>>(statement);
    await client.query('COMMIT');
    return rows;
  } catch (error) {
    await client.query('ROLLBACK').catch(onBroken);
    throw isCancelled(error) ? new StatementTimeout(timeoutMs) : error;
  } finally {
    client.removeListener('error', onBroken);
    client.release(isBroken);
  }
}

/** The same in a transaction that is open already: when the server stops a statement, nothing of the transaction stays. */
export async function limited<Result>(
  client: ClientBase,
  timeoutMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query(`SET LOCAL statement_timeout = ${Math.ceil(timeoutMs)}`);
  try {
    const result = await work();
    await client.query('SET LOCAL statement_timeout TO DEFAULT');
    return result;
  } catch (error) {
    throw isCancelled(error) ? new StatementTimeout(timeoutMs) : error;
  }
}

const isCancelled = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === CANCELLED;
