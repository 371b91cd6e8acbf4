import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { conflict, ProblemError, type RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';
import { KeyStore } from '@platform/secrets';

import { KEPT_MS, reusedKey } from './kept';

/** A caller's own name for one of many writes in a request. */
export interface ItemClaim {
  readonly key: string;
  /** sha256 of the write: the same key with another fingerprint is a mistake. */
  readonly fingerprint: Buffer;
}

/** The claimed key's row, what was answered before, or why it cannot be claimed. */
export type ClaimedItem =
  | { readonly id: string }
  | { readonly answer: unknown }
  | { readonly problem: ProblemError };

/** Remembers the named writes of one request for a day, each in the transaction that does it. */
@Injectable()
export class ItemKeys {
  constructor(private readonly keys: KeyStore) {}

  /** Claims keys, each named once, and answers by key; waits for other requests that hold one of them. */
  async claim(
    tx: Transaction,
    ctx: RequestContext,
    claims: readonly ItemClaim[],
  ): Promise<ReadonlyMap<string, ClaimedItem>> {
    if (claims.length === 0) return new Map();
    const expires = new Date(ctx.now.getTime() + KEPT_MS);
    const rows = await tx.sql<{ id: string; key: string }>('idempotency.claim_items', CLAIM, [
      ctx.workspaceId,
      ctx.principal.id,
      expires,
      ctx.now,
      claims.map(() => newUuid()),
      claims.map(({ key }) => stored(key)),
      claims.map(({ fingerprint }) => fingerprint),
    ]);
    const ids = new Map(rows.map(({ id, key }) => [key, id]));
    const known = await this.known(
      tx,
      ctx,
      claims.filter(({ key }) => !ids.has(stored(key))),
    );
    return new Map(
      claims.map(({ key }): [string, ClaimedItem] => {
        const id = ids.get(stored(key));
        return [key, id ? { id } : (known.get(key) ?? { problem: inProgress() })];
      }),
    );
  }

  /** Remembers answers, which must survive JSON, under the rows of their keys. */
  async store(
    tx: Transaction,
    ctx: RequestContext,
    answers: readonly (readonly [string, unknown])[],
  ): Promise<void> {
    if (answers.length === 0) return;
    await tx.sql('idempotency.store_items', STORE, [
      ctx.workspaceId,
      answers.map(([id]) => id),
      answers.map(([id, answer]) => this.keys.seal(JSON.stringify(answer), this.context(ctx, id))),
    ]);
  }

  /** Gives keys back: what failed may be tried again. */
  async release(tx: Transaction, ctx: RequestContext, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await tx.sql('idempotency.release_items', RELEASE, [ctx.workspaceId, ids]);
  }

  private async known(
    tx: Transaction,
    ctx: RequestContext,
    claims: readonly ItemClaim[],
  ): Promise<ReadonlyMap<string, ClaimedItem>> {
    if (claims.length === 0) return new Map();
    const rows = await tx.sql<{ id: string; key: string; fingerprint: Buffer; result: string }>(
      'idempotency.find_items',
      FIND,
      [ctx.workspaceId, ctx.principal.id, claims.map(({ key }) => stored(key))],
    );
    const found = new Map(rows.map((row) => [row.key, row]));
    return new Map(
      claims.flatMap(({ key, fingerprint }): [string, ClaimedItem][] => {
        const row = found.get(stored(key));
        if (!row) return [];
        if (!row.fingerprint.equals(fingerprint)) return [[key, { problem: reusedKey() }]];
        const answer: unknown = JSON.parse(this.keys.open(row.result, this.context(ctx, row.id)).toString());
        return [[key, { answer }]];
      }),
    );
  }

  private context(ctx: RequestContext, id: string) {
    return { workspaceId: ctx.workspaceId, purpose: 'idempotency', row: id };
  }
}

/** A header's key has no space, so that the keys of requests and of items never meet. */
const stored = (key: string): string => `item ${key}`;

const inProgress = (): ProblemError =>
  conflict('write_in_progress', 'A write with this idempotency_key is still running: try again.');

const CLAIM = `
  INSERT INTO idempotency_keys (workspace_id, id, principal, key, fingerprint, expires_at)
  SELECT $1, n.id, $2, n.key, n.fingerprint, $3
  FROM unnest($5::uuid[], $6::text[], $7::bytea[]) AS n (id, key, fingerprint) ORDER BY n.key
  ON CONFLICT ON CONSTRAINT idempotency_keys_key_unique
  DO UPDATE SET fingerprint = excluded.fingerprint, expires_at = excluded.expires_at, result = NULL
  WHERE idempotency_keys.workspace_id = $1 AND idempotency_keys.expires_at <= $4
  RETURNING id, key`;

const FIND = `SELECT id, key, fingerprint, result FROM idempotency_keys
  WHERE workspace_id = $1 AND principal = $2 AND key = ANY($3)`;

const STORE = `UPDATE idempotency_keys AS k SET result = n.result
  FROM unnest($2::uuid[], $3::text[]) AS n (id, result) WHERE k.workspace_id = $1 AND k.id = n.id`;

const RELEASE = 'DELETE FROM idempotency_keys WHERE workspace_id = $1 AND id = ANY($2)';
