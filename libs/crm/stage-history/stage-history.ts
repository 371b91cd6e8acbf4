import {
  isHidden,
  plainFilter,
  RecordReader,
  type RecordType,
  readableCondition,
  rowTable,
  withinTime,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database, type Sql } from '@platform/database';
import { compileFilter, EVERYTHING, type FilterSchema } from '@platform/filters';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  type Page,
  type PageQueryDto,
  pageOf,
  type RequestContext,
} from '@platform/http';

import { openStay } from './open-stay';
import type { StaysQueryDto } from './stage-stay.dto';
import { type ShownStay, type StayView, stayView } from './stay-view';

/** Which stays a page is of: a condition on `h` whose parameters come after the workspace, and the name of the statement if it has one. */
interface Stays {
  readonly condition: string;
  readonly params: readonly unknown[];
  readonly name: string;
  /** What its cursors belong to. */
  readonly bound: unknown;
}

/** Reads in which stages records stood, and for how long. */
@Injectable()
export class StageHistory {
  constructor(
    private readonly database: Database,
    private readonly reader: RecordReader,
    private readonly cursors: CursorCodec,
    private readonly settings: Settings,
  ) {}

  /** One page of the stays of one record, the one that lasts first; 404 when the record is not there. */
  async ofRecord(
    ctx: RequestContext,
    type: RecordType,
    id: string,
    query: PageQueryDto,
  ): Promise<Page<StayView>> {
    const record = await this.reader.get(ctx, type, id);
    const condition = 'h.record_id = $2';
    const page = await this.page(ctx, type, query, {
      condition,
      params: [id],
      name: 'stage_history.of_record',
      bound: ctx.askedAs(record.id),
    });
    if (query.cursor !== undefined) return page;
    const open = stayView(type, await openStay(this.database, ctx, record, id), ctx.now);
    return { ...page, data: [open, ...page.data.filter((stay) => stay.id !== open.id)] };
  }

  /** One page of the stays that have ended of all records of a kind, those that ended last first. */
  async ofAll(
    ctx: RequestContext,
    type: RecordType,
    { filter: text, ...query }: StaysQueryDto,
    schema: FilterSchema,
  ): Promise<Page<StayView>> {
    const filter = await plainFilter(this.database, ctx, withoutAmounts(ctx, type, schema), text);
    const params: unknown[] = [type.name];
    const bind = (value: unknown): string => `$${params.push(value) + 1}`;
    const readable = readableStays(ctx, type);
    const isPlain = filter === EVERYTHING && readable === '';
    const met = filter === EVERYTHING ? '' : ` AND ${compileFilter(filter, 'h', bind)}`;
    const condition = `h.object = $2${met}${readable}`;
    const name = isPlain ? 'stage_history.of_object' : '';
    return withinTime(() =>
      this.page(ctx, type, query, { condition, params, name, bound: [type.name, text] }),
    );
  }

  private async page(
    ctx: RequestContext,
    type: RecordType,
    { limit = DEFAULT_PAGE_SIZE, cursor }: PageQueryDto,
    { condition, params, name, bound: of }: Stays,
  ): Promise<Page<StayView>> {
    const bound = JSON.stringify([ctx.principal.id, 'stage_history', of]);
    const after = cursor === undefined ? [] : this.cursors.decode(cursor, bound);
    const at = params.length + 2;
    const behind = after.length > 0 ? ` AND (h.left_at, h.id) < ($${at + 1}, $${at + 2})` : '';
    const rows = await this.sqlFor(name).sql<ShownStay>(
      name && `${name}${behind && '.behind'}`,
      `SELECT ${COLUMNS} FROM stage_history h WHERE h.workspace_id = $1 AND ${condition}${behind}
       ORDER BY h.left_at DESC, h.id DESC LIMIT $${at}`,
      [ctx.workspaceId, ...params, limit + 1, ...after],
    );
    return pageOf(rows, limit, {
      item: (row) => stayView(type, row, ctx.now),
      cursor: (last) => this.cursors.encode([last.left_at, last.id], bound),
    });
  }

  /** A filtered list may take longer than anyone waits, and is stopped then. */
  private sqlFor(name: string): Sql {
    return name === '' ? this.database.within(this.settings.listTimeoutMs) : this.database;
  }
}

/** That the record of a stay is one that the caller may read. */
function readableStays(ctx: RequestContext, type: RecordType): string {
  const condition = readableCondition(ctx, type, 'r');
  if (condition === null) return '';
  const { table } = rowTable(type.row);
  return ` AND EXISTS (SELECT 1 FROM ${table} AS r WHERE r.workspace_id = $1 AND r.id = h.record_id AND ${condition})`;
}

/** Whoever may not see what records are worth may not ask for it either. */
function withoutAmounts(ctx: RequestContext, { name }: RecordType, schema: FilterSchema): FilterSchema {
  const shown = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => !isHidden(ctx, name, field)));
  if (!ctx.principal.rights) return schema;
  return {
    ...schema,
    fields: shown(schema.fields),
    ...(schema.groups && { groups: shown(schema.groups) }),
  };
}

const COLUMNS = `h.id, h.record_id, h.type, h.pipeline_id, h.stage_id, h.from_stage_id, h.to_stage_id, h.entered_at,
  h.entered_by, h.left_at, h.left_by, h.amount, h.amount_currency, h.probability`;
