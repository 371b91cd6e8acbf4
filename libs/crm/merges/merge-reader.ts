import { LINKED_OBJECTS, type LinkedObject, linkedObjectOf } from '@crm/record-links';
import { readableCondition, recordTypeOf, rowTable } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  notFound,
  type Page,
  pageOf,
  type RequestContext,
} from '@platform/http';
import { toUuid } from '@platform/ids';

import type { MergeDto, MergesQueryDto } from './merge.dto';
import type { Merge } from './merge.entity';
import { undoableSince } from './merge-journal';
import { mergeViews } from './merge-view';

/** Reads the history of merges, as far as the caller may read the survivors. */
@Injectable()
export class MergeReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page, the newest first. */
  async list(ctx: RequestContext, query: MergesQueryDto): Promise<Page<MergeDto>> {
    const { limit = DEFAULT_PAGE_SIZE, cursor, ...filter } = query;
    const bound = JSON.stringify([ctx.principal.id, 'merges', filter]);
    const params: unknown[] = [ctx.workspaceId];
    const bind = (value: unknown): string => `$${params.push(value)}`;
    const conditions = [this.readable(ctx), ...conditionsOf(ctx, filter, bind)];
    if (cursor !== undefined) {
      const [at, id] = this.cursors.decode(cursor, bound);
      conditions.push(`(m.merged_at, m.id) < (${bind(at)}::timestamptz, ${bind(id)}::uuid)`);
    }
    const rows = await this.database.sql<Merge>(
      '',
      `SELECT m.* FROM merges AS m WHERE m.workspace_id = $1 AND ${conditions.join(' AND ')}
       ORDER BY m.merged_at DESC, m.id DESC LIMIT ${bind(limit + 1)}`,
      params,
    );
    const page = pageOf(rows, limit, {
      item: (row) => row,
      cursor: (last) => this.cursors.encode([last.merged_at, last.id], bound),
    });
    return { ...page, data: await mergeViews(this.database, ctx, page.data) };
  }

  /** One merge, or 404. */
  async get(ctx: RequestContext, id: string): Promise<MergeDto> {
    const rows = await this.database.sql<Merge>(
      '',
      `SELECT m.* FROM merges AS m WHERE m.workspace_id = $1 AND m.id = $2 AND ${this.readable(ctx)}`,
      [ctx.workspaceId, id],
    );
    const [view] = await mergeViews(this.database, ctx, rows);
    if (!view) throw notFound('merge');
    return view;
  }

  /** That the caller may read the survivor of a merge. */
  private readable(ctx: RequestContext): string {
    const kinds = LINKED_OBJECTS.flatMap((kind) => readableOf(ctx, kind));
    return kinds.length === 0 ? 'FALSE' : `(${kinds.join(' OR ')})`;
  }
}

function readableOf(ctx: RequestContext, kind: LinkedObject): string[] {
  const type = recordTypeOf(kind);
  if (!type || !ctx.principal.scopes.has(type.scopes.read.name)) return [];
  const condition = readableCondition(ctx, type, 'r');
  if (condition === null) return [`m.object = '${kind}'`];
  const { table } = rowTable(type.row);
  return [
    `(m.object = '${kind}' AND EXISTS (
      SELECT 1 FROM ${table} AS r WHERE r.workspace_id = $1 AND r.id = m.survivor_id AND ${condition}))`,
  ];
}

type Filter = Omit<MergesQueryDto, 'limit' | 'cursor'>;

function conditionsOf(
  { now }: RequestContext,
  { object, survivor_id, merged_id, state }: Filter,
  bind: (value: unknown) => string,
): string[] {
  const conditions: string[] = [];
  if (object !== undefined) conditions.push(`m.object = ${bind(object)}`);
  if (survivor_id !== undefined) conditions.push(`m.survivor_id = ${bind(storedId(survivor_id))}::uuid`);
  if (merged_id !== undefined)
    conditions.push(`m.id IN (SELECT merge_id FROM merged_records
      WHERE workspace_id = $1 AND merged_id = ${bind(storedId(merged_id))}::uuid)`);
  if (state === 'undone') conditions.push('m.undone_at IS NOT NULL');
  else if (state !== undefined)
    conditions.push(
      `m.undone_at IS NULL AND (m.journal IS NULL OR m.merged_at <= ${bind(undoableSince(now))}::timestamptz) = ${bind(state === 'final')}`,
    );
  return conditions;
}

const storedId = (id: string): string => toUuid(linkedObjectOf(id) ?? 'deal', id) ?? '';
