import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Pool, PoolClient } from 'pg';
import { from } from 'pg-copy-streams';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';

import { limited, readWithin } from './limited-reads';
import { Rollback } from './rollback';
import type { Sql, Transaction } from './transaction';

/** SQLSTATEs after which the same transaction may simply be tried again: serialization failure, deadlock. */
const RETRYABLE = new Set(['40001', '40P01']);
const MAX_ATTEMPTS = 4;
/** What one process computes between two statements takes less. */
const IDLE_MS = 60_000;

/** For a transaction that locks what every process waits for, and computes little meanwhile. */
export const BRIEFLY = { idleMs: 5_000 };

/** The only way to the database: prepared statements, entities, and transactions over both. */
@Injectable()
export class Database implements Sql {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  /** Entities, read outside a transaction. */
  get rows(): EntityManager {
    return this.dataSource.manager;
  }

  async sql<Row>(name: string, text: string, params: readonly unknown[] = []): Promise<Row[]> {
    const result = await poolOf(this.dataSource).query(this.statement(name, text, params));
    return result.rows as Row[];
  }

  /** Reads whose statements may take so long at most: the server stops one that does, which throws a `StatementTimeout`. */
  within(timeoutMs: number): Sql {
    return {
      sql: async <Row>(name: string, text: string, params: readonly unknown[] = []) =>
        (await readWithin(poolOf(this.dataSource), timeoutMs, this.statement(name, text, params))) as Row[],
    };
  }

  /**
   * Runs `work` in one transaction: all of it is stored, or nothing. A deadlock or serialization failure is tried again,
   * so `work` must not do anything outside the database before it commits. The server undoes a transaction of which it
   * hears nothing for `idleMs`: its process may be frozen or out of reach, and others wait for what it has locked.
   */
  async transaction<Result>(
    work: (tx: Transaction) => Promise<Result>,
    { idleMs = IDLE_MS }: { idleMs?: number } = {},
  ): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work, idleMs);
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !RETRYABLE.has(sqlState(error))) throw error;
        await sleep(Math.random() * 10 * 4 ** attempt);
      }
    }
  }

  private async attempt<Result>(work: (tx: Transaction) => Promise<Result>, idleMs: number): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    const tasks: (() => void)[] = [];
    try {
      const client = (await runner.connect()) as PoolClient;
      await begin(runner, idleMs);
      const result = await work(this.transactionOn(runner, client, tasks));
      await runner.commitTransaction();
      for (const task of tasks) task();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      if (error instanceof Rollback) return error.result as Result;
      throw error;
    } finally {
      await runner.release();
    }
  }

  private transactionOn(runner: QueryRunner, client: PoolClient, tasks: (() => void)[]): Transaction {
    return {
      rows: runner.manager,
      sql: async <Row>(name: string, text: string, params: readonly unknown[] = []) => {
        const result = await client.query(this.statement(name, text, params));
        return result.rows as Row[];
      },
      copy: (text, pieces, meanwhile) => alongside(pipeline(pieces, client.query(from(text))), meanwhile),
      within: (timeoutMs, work) => limited(client, timeoutMs, work),
      afterCommit: (task) => tasks.push(task),
    };
  }

  private statement(name: string, text: string, params: readonly unknown[]) {
    const values = [...params];
    return this.settings.namedStatements ? { name, text, values } : { text, values };
  }
}

/** What TypeORM's own `startTransaction` does, with the limit in the same round trip. */
async function begin(runner: QueryRunner, idleMs: number): Promise<void> {
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
  await runner.query(`START TRANSACTION; SET LOCAL idle_in_transaction_session_timeout = ${idleMs}`);
}

/** Waits for what the server does, and works meanwhile, a bit in each turn of the event loop. */
async function alongside(done: Promise<void>, meanwhile: () => boolean): Promise<void> {
  const state = { isOver: false };
  const end = () => {
    state.isOver = true;
  };
  done.then(end, end);
  while (!state.isOver && meanwhile()) await nextTurn();
  await done;
}

/** TypeORM's own pool, so that entities and prepared statements share connections. */
/** The connections behind a data source. */
export const poolOf = (dataSource: DataSource): Pool =>
  (dataSource.driver as unknown as { master: Pool }).master;

const sqlState = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
