import { Injectable } from '@nestjs/common';
import { Database, Rollback, type Sql, type Transaction } from '@platform/database';
import { conflict, type IdempotencyClaim, type RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';
import { failPoint } from '@platform/runtime';
import { KeyStore } from '@platform/secrets';

import { KEPT_MS, reusedKey } from './kept';

/** How long a twin of a running write waits for it before it is told to come back. */
const TWIN_WAIT_MS = 5000;

interface StoredAnswer {
  readonly id: string;
  readonly fingerprint: Buffer;
  /** Null of a write that is done in parts: the parts have the answers. */
  readonly result: string | null;
  readonly expires_at: Date;
}

/**
 * The one door for changes that customers ask for: a transaction that is done once per Idempotency-Key,
 * or only tried when the caller asked for `validate_only`.
 */
@Injectable()
export class Writes {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyStore,
  ) {}

  /**
   * Runs `work` in a transaction and answers with its result, which must survive JSON.
   * Problems: 409 `write_in_progress`, 422 `idempotency_key_reused`, and whatever `work` throws.
   */
  async run<Result>(ctx: RequestContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    if (ctx.write.validateOnly) return this.try(work).catch(refuseBusy);
    const result = await this.database
      .transaction(async (tx) => {
        const done = await this.once(tx, ctx, work);
        await failPoint('write_before_commit');
        return done;
      })
      .catch(refuseBusy);
    await failPoint('write_after_commit');
    return result;
  }

  /** What was answered to this write before, if it is one that was done already; the transaction decides once more. */
  async known<Result>(ctx: RequestContext): Promise<{ result: Result } | null> {
    const { idempotency, validateOnly } = ctx.write;
    if (!idempotency || validateOnly) return null;
    const row = await this.find(this.database, ctx, idempotency);
    if (!row || row.expires_at <= ctx.now) return null;
    return this.answerOf<Result>(ctx, row, idempotency);
  }

  /**
   * The contexts of the parts of one write, each to be `run` on its own, at the same time if need be. The key of the whole is
   * taken at once; each part is done once under it, so that a write that was cut off goes on where it was when it is sent
   * again. The same body must always make the same parts. Problem: 422 `idempotency_key_reused`.
   */
  async inParts(ctx: RequestContext, count: number): Promise<RequestContext[]> {
    const { idempotency } = ctx.write;
    if (idempotency) await this.open(ctx, idempotency);
    return Array.from({ length: count }, (_, at) => ctx.part(at + 1));
  }

  private async open(ctx: RequestContext, claim: IdempotencyClaim): Promise<void> {
    const isOurs = (await this.database.transaction((tx) => this.claim(tx, ctx, claim))) !== null;
    const row = isOurs ? undefined : await this.find(this.database, ctx, claim);
    if (row && !row.fingerprint.equals(claim.fingerprint)) throw reusedKey();
  }

  /** Does the work unless a write under the same key has done it: then its answer is the answer. */
  private async once<Result>(
    tx: Transaction,
    ctx: RequestContext,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const { idempotency } = ctx.write;
    if (!idempotency) return work(tx);
    const id = await this.claim(tx, ctx, idempotency);
    if (!id) return this.replay<Result>(tx, ctx, idempotency);
    const result = await work(tx);
    await tx.sql('idempotency.store', STORE, [ctx.workspaceId, id, this.seal(ctx, id, result)]);
    return result;
  }

  private try<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.database.transaction(async (tx): Promise<Result> => {
      throw new Rollback(await work(tx));
    });
  }

  /** The id of the claimed key, or null when another write holds it: that one has committed by now. */
  private async claim(tx: Transaction, ctx: RequestContext, claim: IdempotencyClaim): Promise<string | null> {
    await tx.sql('idempotency.patience', `SELECT set_config('lock_timeout', '${TWIN_WAIT_MS}', true)`);
    try {
      const [row] = await tx.sql<{ id: string }>('idempotency.claim', CLAIM, [
        ctx.workspaceId,
        newUuid(),
        ctx.principal.id,
        claim.key,
        claim.fingerprint,
        new Date(ctx.now.getTime() + KEPT_MS),
        ctx.now,
      ]);
      return row?.id ?? null;
    } catch (error) {
      if (isLockTimeout(error)) {
        throw conflict(
          'write_in_progress',
          'A write with this Idempotency-Key is still running: try again in a few seconds.',
        );
      }
      throw error;
    }
  }

  private async replay<Result>(
    tx: Transaction,
    ctx: RequestContext,
    claim: IdempotencyClaim,
  ): Promise<Result> {
    const row = await this.find(tx, ctx, claim);
    const known = row && this.answerOf<Result>(ctx, row, claim);
    if (known) return known.result;
    throw conflict('write_in_progress', 'A write with this Idempotency-Key is still running: try again.');
  }

  private async find(
    sql: Sql,
    ctx: RequestContext,
    { key }: IdempotencyClaim,
  ): Promise<StoredAnswer | undefined> {
    const [row] = await sql.sql<StoredAnswer>('idempotency.find', FIND, [
      ctx.workspaceId,
      ctx.principal.id,
      key,
    ]);
    return row;
  }

  private answerOf<Result>(
    ctx: RequestContext,
    row: StoredAnswer,
    claim: IdempotencyClaim,
  ): { result: Result } | null {
    if (!row.fingerprint.equals(claim.fingerprint)) throw reusedKey();
    if (row.result === null) return null;
    ctx.replayed = true;
    return { result: JSON.parse(this.keys.open(row.result, this.context(ctx, row.id)).toString()) as Result };
  }

  private seal(ctx: RequestContext, id: string, result: unknown): string {
    return this.keys.seal(JSON.stringify(result), this.context(ctx, id));
  }

  private context(ctx: RequestContext, id: string) {
    return { workspaceId: ctx.workspaceId, purpose: 'idempotency', row: id };
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE;

/** The patience for a twin holds for every later lock of the same transaction, too. */
function refuseBusy(error: unknown): never {
  if (!isLockTimeout(error)) throw error;
  throw conflict('record_busy', 'Another write holds what this one needs: try again in a few seconds.');
}

/** Takes the key, also over from a row that has expired; waits while a twin's transaction is open. */
const CLAIM = `
  INSERT INTO idempotency_keys (workspace_id, id, principal, key, fingerprint, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT ON CONSTRAINT idempotency_keys_key_unique
  DO UPDATE SET fingerprint = excluded.fingerprint, expires_at = excluded.expires_at, result = NULL
  WHERE idempotency_keys.workspace_id = $1 AND idempotency_keys.expires_at <= $7
  RETURNING id`;

const FIND =
  'SELECT id, fingerprint, result, expires_at FROM idempotency_keys WHERE workspace_id = $1 AND principal = $2 AND key = $3';

const STORE = 'UPDATE idempotency_keys SET result = $3 WHERE workspace_id = $1 AND id = $2';
