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
import { toTypeId } from '@platform/ids';

import type { AuditEntryDto, AuditHeadDto } from './audit-entry.dto';
import { AuditEntry } from './audit-entry.entity';
import { AuditHead } from './audit-head.entity';
import { entriesOf, type Numbers } from './audit-pages';
import type { AuditQueryDto, AuditRangeDto } from './audit-query.dto';
import { entryView } from './audit-view';
import { NO_HASH } from './chain';

/** Reads the audit log of a workspace. */
@Injectable()
export class AuditReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page, the newest first unless told. */
  async list(
    ctx: RequestContext,
    { limit = DEFAULT_PAGE_SIZE, cursor, sort = '-number', ...filter }: AuditQueryDto,
  ): Promise<Page<AuditEntryDto>> {
    const bound = `audit-log ${ctx.principal.id} ${JSON.stringify([sort, filter])}`;
    const { after, upTo } = await this.numbers(ctx, filter);
    const { workspaceId } = ctx;
    const rows = this.database.rows
      .createQueryBuilder(AuditEntry, 'r')
      .where('r.workspace_id = :workspaceId', { workspaceId })
      .andWhere('r.number > :after AND r.number <= :upTo', { after, upTo })
      .orderBy('r.number', sort === 'number' ? 'ASC' : 'DESC')
      .limit(limit + 1);
    if (filter.action) rows.andWhere('r.action = :action', { action: filter.action });
    if (filter.actor) rows.andWhere('r.actor_id = :actor', { actor: filter.actor });
    if (filter.target) rows.andWhere('r.target_id = :target', { target: filter.target });
    if (cursor !== undefined) {
      const place = this.cursors.decode(cursor, bound)[0];
      rows.andWhere(sort === 'number' ? 'r.number > :place' : 'r.number < :place', { place });
    }
    return pageOf(await rows.getMany(), limit, {
      item: entryView,
      cursor: (last) => this.cursors.encode([last.number], bound),
    });
  }

  /** One entry, or 404. */
  async get({ workspaceId }: RequestContext, id: string): Promise<AuditEntryDto> {
    const row = await this.database.rows.findOneBy(AuditEntry, { workspace_id: workspaceId, id });
    if (!row) throw notFound('audit entry');
    return entryView(row);
  }

  /** The end of the log. */
  async head({ workspaceId }: RequestContext): Promise<AuditHeadDto> {
    const head = await this.database.rows.findOneBy(AuditHead, { workspace_id: workspaceId });
    return {
      workspace_id: toTypeId('workspace', workspaceId),
      number: Number(head?.number ?? 0),
      hash: head?.hash ?? NO_HASH,
      occurred_at: head?.occurred_at.toISOString() ?? null,
    };
  }

  /** The log as lines of JSON (NDJSON), oldest first, up to what there is now; read while it is taken. */
  async *lines(ctx: RequestContext, range: AuditRangeDto): AsyncGenerator<string> {
    const numbers = await this.numbers(ctx, range);
    for await (const entry of entriesOf(this.database, ctx.workspaceId, numbers))
      yield `${JSON.stringify(entry)}\n`;
  }

  /** Times never go backwards along the log: a range of time is one of numbers. */
  private async numbers(ctx: RequestContext, { since, until }: AuditRangeDto): Promise<Numbers> {
    const { number: last } = await this.head(ctx);
    const from = since === undefined ? 1 : await this.firstAt(ctx, since);
    const end = until === undefined ? last + 1 : await this.firstAt(ctx, until);
    return { after: (from ?? last + 1) - 1, upTo: Math.min(last, (end ?? last + 1) - 1) };
  }

  private async firstAt({ workspaceId }: RequestContext, time: string): Promise<number | null> {
    const [row] = await this.database.sql<{ number: string }>('audit_entries.first_at', FIRST_AT, [
      workspaceId,
      new Date(time),
    ]);
    return row ? Number(row.number) : null;
  }
}

const FIRST_AT = `
  SELECT number FROM audit_entries WHERE workspace_id = $1 AND occurred_at >= $2 ORDER BY occurred_at, number LIMIT 1`;
