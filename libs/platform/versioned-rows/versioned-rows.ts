import { Injectable, type Type } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { type Change, type EventDefinition, Outbox } from '@platform/events';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  notFound,
  type Page,
  type PageQueryDto,
  pageOf,
  type RequestContext,
} from '@platform/http';
import type { EntityManager, FindOptionsWhere, SelectQueryBuilder } from 'typeorm';

import { differences, refuseStale } from './versions';

/** The columns of a thing that is kept in one row of a workspace. */
export interface VersionedRow {
  readonly workspace_id: string;
  readonly id: string;
  version: number;
  readonly created_at: Date;
  updated_at: Date;
}

/** A kind of thing: where its rows are, how it is shown, and what is told of it. */
export interface KindOfRow<Row extends VersionedRow, View extends object> {
  /** Its name in sentences. */
  readonly name: string;
  readonly row: Type<Row>;
  readonly events: {
    readonly created: EventDefinition;
    readonly updated: EventDefinition;
    readonly deleted?: EventDefinition;
  };
  readonly view: (row: Row) => View;
}

/** Which thing a change is about, and the version that the caller has read (If-Match). */
export interface Asked {
  readonly id: string;
  readonly ifMatch?: string | undefined;
}

/** A list, as a caller asks for it, and what else its rows must meet. */
interface Listed<Row extends VersionedRow> {
  readonly query: PageQueryDto;
  /** What the cursor belongs to beside the caller. */
  readonly bound: string;
  readonly where?: (rows: SelectQueryBuilder<Row>) => void;
}

/** A change of one of them. */
interface Changed<Row extends VersionedRow> {
  readonly asked: Asked;
  readonly edit: (before: Row) => Partial<Row> | Promise<Partial<Row>>;
  /** What the audit log calls it; `{thing}.updated` unless told. */
  readonly action?: string;
}

/** Reads and writes such things, each change with its version, its event and its entry in the audit log. */
@Injectable()
export class VersionedRows {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page, in the order in which they were made. */
  async list<Row extends VersionedRow, View extends object>(
    ctx: RequestContext,
    kind: KindOfRow<Row, View>,
    { query: { limit = DEFAULT_PAGE_SIZE, cursor }, bound, where }: Listed<Row>,
  ): Promise<Page<View>> {
    const place = `${kind.name} ${ctx.principal.id} ${bound}`;
    const rows = this.database.rows
      .createQueryBuilder(kind.row, 'r')
      .where('r.workspace_id = :workspaceId', { workspaceId: ctx.workspaceId })
      .orderBy('r.id')
      .limit(limit + 1);
    if (cursor !== undefined)
      rows.andWhere('r.id > :after', { after: this.cursors.decode(cursor, place)[0] });
    where?.(rows);
    return pageOf(await rows.getMany(), limit, {
      item: kind.view,
      cursor: (last) => this.cursors.encode([last.id], place),
    });
  }

  /** One of them, or 404. */
  async get<Row extends VersionedRow, View extends object>(
    ctx: RequestContext,
    kind: KindOfRow<Row, View>,
    id: string,
  ): Promise<Row> {
    return found(await this.database.rows.findOneBy(kind.row, keyOf<Row>(ctx, id)), kind);
  }

  async create<Row extends VersionedRow, View extends object>(
    tx: Transaction,
    ctx: RequestContext,
    kind: KindOfRow<Row, View>,
    row: Row,
  ): Promise<Row> {
    await tx.rows.insert(kind.row, row as Parameters<EntityManager['insert']>[1]);
    await this.tell(tx, ctx, { kind, row, definition: kind.events.created, changes: {} });
    return row;
  }

  /**
   * Locks one of them, lets `edit` say what it becomes and stores that; what changes nothing is neither stored nor told.
   * Problems: 404, 412, and whatever `edit` throws.
   */
  async change<Row extends VersionedRow, View extends object>(
    tx: Transaction,
    ctx: RequestContext,
    kind: KindOfRow<Row, View>,
    { asked, edit, action }: Changed<Row>,
  ): Promise<Row> {
    const before = await this.lock(tx, ctx, kind, asked);
    const row: Row = { ...before, ...(await edit(before)) };
    const changes = differences(kind.view(before), kind.view(row));
    if (Object.keys(changes).length === 0) return before;
    Object.assign(row, { version: before.version + 1, updated_at: ctx.now });
    await tx.rows.update(kind.row, keyOf<Row>(ctx, row.id), row as Parameters<EntityManager['update']>[2]);
    await this.tell(tx, ctx, { kind, row, definition: kind.events.updated, changes, action });
    return row;
  }

  /** Takes one away for good, and answers with what it was. */
  async remove<Row extends VersionedRow, View extends object>(
    tx: Transaction,
    ctx: RequestContext,
    kind: KindOfRow<Row, View>,
    asked: Asked,
  ): Promise<Row> {
    const { deleted: definition } = kind.events;
    if (!definition) throw new Error(`A ${kind.name} is never deleted.`);
    const row = await this.lock(tx, ctx, kind, asked);
    await tx.rows.delete(kind.row, keyOf<Row>(ctx, row.id));
    row.version += 1;
    await this.tell(tx, ctx, { kind, row, definition, changes: {} });
    return row;
  }

  private async lock<Row extends VersionedRow, View extends object>(
    tx: Transaction,
    ctx: RequestContext,
    kind: KindOfRow<Row, View>,
    { id, ifMatch }: Asked,
  ): Promise<Row> {
    const lock = { mode: 'pessimistic_write' } as const;
    const row = found(await tx.rows.findOne(kind.row, { where: keyOf<Row>(ctx, id), lock }), kind);
    await refuseStale(tx, ctx.workspaceId, { id, version: row.version, ifMatch });
    return row;
  }

  private tell<Row extends VersionedRow, View extends object>(
    tx: Transaction,
    ctx: RequestContext,
    event: {
      readonly kind: KindOfRow<Row, View>;
      readonly row: Row;
      readonly definition: EventDefinition;
      readonly changes: Readonly<Record<string, Change>>;
      readonly action?: string | undefined;
    },
  ): Promise<void> {
    const { kind, row, definition, changes, action: privileged = definition.type } = event;
    const object = kind.view(row);
    return this.outbox.add(tx, ctx, [
      { definition, objectId: row.id, objectVersion: row.version, object, changes, privileged },
    ]);
  }
}

const keyOf = <Row extends VersionedRow>({ workspaceId }: RequestContext, id: string) =>
  ({ workspace_id: workspaceId, id }) as FindOptionsWhere<Row>;

function found<Row extends VersionedRow>(row: Row | null, { name }: { readonly name: string }): Row {
  if (!row) throw notFound(name);
  return row;
}
