import { Injectable, Optional } from '@nestjs/common';
import { arrayLiteral, insertRows, type RowSet, type Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';

import type { EventDefinition } from './define-event';
import { LogSignals } from './log-signals';
import { type PrivilegedAction, PrivilegedActions } from './privileged-actions';

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
  /** The name of the change as a privileged action, which is kept beside the event; of others only the event tells. */
  readonly privileged?: string | undefined;
}

/** One shard until there are many: every workspace belongs to it. */
export const SHARD = 0;

/**
 * Stores events beside the rows that caused them, in the same transaction; the worker sequences and delivers them later.
 * Call it after the changed rows are locked or written: the order of events then follows the order of the locks.
 */
@Injectable()
export class Outbox {
  constructor(
    private readonly signals: LogSignals,
    @Optional() private readonly privileged?: PrivilegedActions,
  ) {}

  /** `rows` are stored before the events that tell of them, which are made ready while the database is at the rows. */
  async add(
    tx: Transaction,
    ctx: RequestContext,
    events: readonly NewEvent[],
    rows: readonly RowSet[] = [],
  ): Promise<void> {
    const ids = events.map(() => newUuid());
    const day = ctx.now.toISOString().slice(0, 10);
    await insertRows(tx, ...rows, {
      table: 'events',
      columns: COLUMNS,
      size: events.length,
      values: () => valuesOf(ctx, day, events, ids),
    });
    if (events.length === 0) return;
    await tx.sql('outbox.insert', INSERT_POINTERS, [
      SHARD,
      day,
      ctx.workspaceId,
      ids,
      events.map(({ definition }) => definition.type),
      events.map(({ definition }) => definition.scope.name),
    ]);
    tx.afterCommit(() => this.signals.announceWritten());
    const actions = events.flatMap(privilegedAction);
    if (actions.length > 0) await this.privileged?.record(tx, ctx, ...actions);
  }
}

/** The change as a privileged action, if it is one: what was made or taken away as a whole, of others the fields that changed. */
function privilegedAction(event: NewEvent): PrivilegedAction[] {
  const { privileged: action, definition, objectId, changes } = event;
  if (action === undefined) return [];
  const target = { type: definition.object, id: toTypeId(definition.object, objectId) };
  const verb = definition.type.split('.').at(-1);
  if (verb === 'deleted') return [{ action, target, before: event.object, after: null }];
  if (verb === 'created' || verb === 'restored')
    return [{ action, target, before: null, after: event.object }];
  const side = (name: keyof Change) =>
    Object.fromEntries(Object.entries(changes).map(([field, change]) => [field, change[name]]));
  return [{ action, target, before: side('from'), after: side('to') }];
}

const SCHEMA_VERSION = 1;

const COLUMNS = [
  'day',
  'id',
  'workspace_id',
  'type',
  'schema_version',
  'object_kind',
  'object_id',
  'object_version',
  'actor',
  'principal',
  'request_id',
  'changed',
  'data',
  'occurred_at',
];

const INSERT_POINTERS =
  'INSERT INTO outbox (shard, day, workspace_id, event_id, type, scope) SELECT $1, $2::date, $3, event_id, type, scope FROM unnest($4::uuid[], $5::text[], $6::text[]) AS pointer (event_id, type, scope)';

/** The values of each event, in the order of the columns. */
function* valuesOf(
  ctx: RequestContext,
  day: string,
  events: readonly NewEvent[],
  ids: readonly string[],
): Iterable<unknown[]> {
  const { workspaceId, actor, principal, requestId, now } = ctx;
  for (const [at, { definition, objectId, objectVersion, object, changes }] of events.entries()) {
    yield [
      day,
      ids[at],
      workspaceId,
      definition.type,
      SCHEMA_VERSION,
      definition.object,
      objectId,
      objectVersion,
      actor,
      principal.id,
      requestId,
      arrayLiteral(Object.keys(changes)),
      { object, changes },
      now,
    ];
  }
}
