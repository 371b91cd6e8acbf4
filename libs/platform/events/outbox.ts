import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';

import type { EventDefinition } from './define-event';
import { LogSignals } from './log-signals';

/** A change of a field: what it was and what it is, in the form of the public API. */
export interface Change {
  readonly from: unknown;
  readonly to: unknown;
}

/** An event about to be stored. */
export interface NewEvent {
  readonly definition: EventDefinition;
  /** The stored id of the thing that changed. */
  readonly objectId: string;
  /** Its version after the change, dense per thing. */
  readonly objectVersion: number;
  /** The thing after the change, as the public API shows it to a reader with every right. */
  readonly object: object;
  readonly changes: Readonly<Record<string, Change>>;
}

/** One shard until there are many: every workspace belongs to it. */
export const SHARD = 0;

/**
 * Stores events beside the rows that caused them, in the same transaction; the worker sequences and delivers them later.
 * Call it after the changed rows are locked or written: the order of events then follows the order of the locks.
 */
@Injectable()
export class Outbox {
  constructor(private readonly signals: LogSignals) {}

  async add(tx: Transaction, ctx: RequestContext, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map((event) => eventRow(ctx, event));
    await tx.sql('events.insert', INSERT_EVENTS, [JSON.stringify(rows)]);
    await tx.sql('outbox.insert', INSERT_POINTERS, [
      SHARD,
      rows[0]?.day,
      ctx.workspaceId,
      rows.map((row) => row.id),
      events.map(({ definition }) => definition.type),
      events.map(({ definition }) => definition.scope.name),
    ]);
    tx.afterCommit(() => this.signals.announceWritten());
  }
}

const COLUMNS =
  'day, id, workspace_id, type, schema_version, object_kind, object_id, object_version, actor, principal, request_id, changed, data, occurred_at';

const INSERT_EVENTS = `INSERT INTO events (${COLUMNS}) SELECT ${COLUMNS} FROM jsonb_populate_recordset(NULL::events, $1::jsonb)`;

const INSERT_POINTERS =
  'INSERT INTO outbox (shard, day, workspace_id, event_id, type, scope) SELECT $1, $2::date, $3, event_id, type, scope FROM unnest($4::uuid[], $5::text[], $6::text[]) AS pointer (event_id, type, scope)';

function eventRow(ctx: RequestContext, event: NewEvent) {
  return {
    day: ctx.now.toISOString().slice(0, 10),
    id: newUuid(),
    workspace_id: ctx.workspaceId,
    type: event.definition.type,
    schema_version: 1,
    object_kind: event.definition.object,
    object_id: event.objectId,
    object_version: event.objectVersion,
    actor: ctx.actor,
    principal: ctx.principal.id,
    request_id: ctx.requestId,
    changed: Object.keys(event.changes),
    data: { object: event.object, changes: event.changes },
    occurred_at: ctx.now.toISOString(),
  };
}
