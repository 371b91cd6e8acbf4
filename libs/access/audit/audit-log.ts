import { Injectable } from '@nestjs/common';
import { insertRows, type Transaction } from '@platform/database';
import { type PrivilegedAction, PrivilegedActions } from '@platform/events';
import type { Actor, RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';

import type { AuditEntry } from './audit-entry.entity';
import { hashedView } from './audit-view';
import { hashOf, NO_HASH } from './chain';
import { redacted } from './redacted';

/** The last entry of a workspace, locked. */
interface LockedHead {
  readonly number: string;
  readonly hash: string;
  readonly occurred_at: Date;
}

/**
 * Keeps who did what only few may do. Each entry holds the hash of the one before, so that none can be changed, taken out or
 * put in without all later ones showing it.
 */
@Injectable()
export class AuditLog extends PrivilegedActions {
  /**
   * Adds entries in the transaction of the actions, which holds the end of the workspace's log from here on: of two
   * privileged actions at once the second waits until the first has committed. A transaction that is rolled back, also to a
   * savepoint, leaves no entry and no gap.
   */
  async record(tx: Transaction, ctx: RequestContext, ...actions: readonly PrivilegedAction[]): Promise<void> {
    if (actions.length === 0) return;
    const [head] = await tx.sql<LockedHead>('audit_heads.lock', LOCK, [ctx.workspaceId, NO_HASH, ctx.now]);
    if (!head) throw new Error('The head of an audit log was locked and is not there.');
    const rows: AuditEntry[] = [];
    for (const action of actions) rows.push(entryAfter(rows.at(-1) ?? head, ctx, action));
    await insertRows(tx, {
      table: 'audit_entries',
      columns: COLUMNS,
      size: rows.length,
      values: () => rows.map((row) => COLUMNS.map((column) => row[column])),
    });
    const last = rows.at(-1);
    await tx.sql('audit_heads.advance', ADVANCE, [
      ctx.workspaceId,
      last?.number,
      last?.hash,
      last?.occurred_at,
    ]);
  }
}

function entryAfter(
  last: LockedHead,
  ctx: RequestContext,
  { action, target, before, after, onBehalfOf = behind(ctx) }: PrivilegedAction,
): AuditEntry {
  const row = {
    workspace_id: ctx.workspaceId,
    id: newUuid(),
    number: String(Number(last.number) + 1),
    occurred_at: ctx.now > last.occurred_at ? ctx.now : last.occurred_at,
    action,
    target_type: target.type,
    target_id: target.id,
    before: json(before),
    after: json(after),
    actor_type: ctx.actor.type,
    actor_id: ctx.actor.id,
    on_behalf_of: onBehalfOf,
    credential: ctx.principal.credential ?? null,
    address: ctx.origin.address,
    user_agent: ctx.origin.userAgent,
    request_id: ctx.requestId,
    previous_hash: last.hash,
  };
  return { ...row, hash: hashOf(hashedView(row)) };
}

const json = (value: object | null): string | null =>
  value === null ? null : JSON.stringify(redacted(JSON.parse(JSON.stringify(value))));

/** The member whom an app acts for, or the app that a member uses. */
function behind({ actor, principal: { memberId, installationId } }: RequestContext): Actor | null {
  if (actor.type === 'app' && memberId !== null) return { type: 'member', id: toTypeId('member', memberId) };
  if (actor.type === 'member' && installationId !== null)
    return { type: 'app', id: toTypeId('installation', installationId) };
  return null;
}

const COLUMNS = [
  'workspace_id',
  'id',
  'number',
  'occurred_at',
  'action',
  'target_type',
  'target_id',
  'before',
  'after',
  'actor_type',
  'actor_id',
  'on_behalf_of',
  'credential',
  'address',
  'user_agent',
  'request_id',
  'previous_hash',
  'hash',
] as const satisfies readonly (keyof AuditEntry)[];

/** The update changes nothing: it takes the lock, and sees what the one before has committed. */
const LOCK = `
  INSERT INTO audit_heads (workspace_id, number, hash, occurred_at) VALUES ($1, 0, $2, $3)
  ON CONFLICT ON CONSTRAINT audit_heads_pkey DO UPDATE SET number = audit_heads.number
    WHERE audit_heads.workspace_id = $1
  RETURNING number, hash, occurred_at`;

const ADVANCE = 'UPDATE audit_heads SET number = $2, hash = $3, occurred_at = $4 WHERE workspace_id = $1';
