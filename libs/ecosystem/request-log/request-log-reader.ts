import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  invalidRequest,
  notFound,
  type Page,
  pageOf,
  type RequestContext,
} from '@platform/http';
import { firstUuidOf, type IdKind, toUuid } from '@platform/ids';
import { LoggedRequest } from '@platform/request-log';
import type { SelectQueryBuilder } from 'typeorm';

import { causedEvents } from './caused-events';
import type { LoggedRequestDetailsDto, LoggedRequestDto } from './logged-request.dto';
import { detailsView, requestView } from './logged-request-view';
import type { RequestLogQueryDto } from './request-log-query.dto';
import { onlyVisible } from './request-log-reach';

type Rows = SelectQueryBuilder<LoggedRequest>;

/** Reads the log of requests of a workspace, the newest first. */
@Injectable()
export class RequestLogReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  async list(
    ctx: RequestContext,
    { limit = DEFAULT_PAGE_SIZE, cursor, ...filter }: RequestLogQueryDto,
  ): Promise<Page<LoggedRequestDto>> {
    const bound = `request-log ${ctx.workspaceId} ${ctx.principal.id} ${JSON.stringify(filter)}`;
    const rows = this.rows(ctx)
      .orderBy('r.day', 'DESC')
      .addOrderBy('r.id', 'DESC')
      .limit(limit + 1);
    narrow(rows, filter);
    if (cursor !== undefined) {
      const [day, id] = this.cursors.decode(cursor, bound);
      rows.andWhere('(r.day, r.id) < (:day, :id)', { day, id });
    }
    return pageOf(await rows.getMany(), limit, {
      item: requestView,
      cursor: (last) => this.cursors.encode([last.day, last.id], bound),
    });
  }

  async get(ctx: RequestContext, id: string): Promise<LoggedRequestDetailsDto> {
    const row = await this.rows(ctx).andWhere('r.id = :id', { id }).getOne();
    if (!row) throw notFound('request');
    return detailsView(row, await causedEvents(this.database, ctx, row.request_id));
  }

  private rows(ctx: RequestContext): Rows {
    const rows = this.database.rows
      .createQueryBuilder(LoggedRequest, 'r')
      .where('r.workspace_id = :workspaceId', { workspaceId: ctx.workspaceId });
    onlyVisible(rows, ctx);
    return rows;
  }
}

/** Leaves what a query asks for. */
function narrow(rows: Rows, filter: Omit<RequestLogQueryDto, 'limit' | 'cursor'>): void {
  const { method, status, path, credential, request_id: request, problem, since, until } = filter;
  if (method !== undefined) rows.andWhere('r.method = :method', { method });
  if (status !== undefined) byStatus(rows, status);
  if (path !== undefined) rows.andWhere(path.includes('{') ? 'r.route = :path' : 'r.path = :path', { path });
  if (credential !== undefined) byCredential(rows, credential);
  if (request !== undefined) rows.andWhere('r.request_id = :request', { request });
  if (problem !== undefined) rows.andWhere('r.problem = :problem', { problem });
  if (since !== undefined) rows.andWhere('(r.day, r.id) >= (:sinceDay, :since)', placeOf(since, 'since'));
  if (until !== undefined) rows.andWhere('(r.day, r.id) < (:untilDay, :until)', placeOf(until, 'until'));
}

function byStatus(rows: Rows, status: string): void {
  rows.andWhere('r.status_class = :statusClass', { statusClass: Number(status[0]) });
  if (!status.endsWith('xx')) rows.andWhere('r.status = :status', { status: Number(status) });
}

const CREDENTIALS = { key: 'key_id', member: 'member_id', installation: 'installation_id' } as const;

function byCredential(rows: Rows, credential: string): void {
  for (const [kind, column] of Object.entries(CREDENTIALS) as [IdKind, string][]) {
    const id = toUuid(kind, credential);
    if (id !== null) {
      rows.andWhere(`r.${column} = :credential`, { credential: id });
      return;
    }
  }
  throw invalidRequest([
    {
      pointer: '?credential',
      code: 'wrong_format',
      detail: 'credential must be the id of a key, a member or an installation',
    },
  ]);
}

/** Where a time is in the order of the log: ids of one time begin alike (RFC 9562, section 5.7). */
function placeOf(time: string, name: string): object {
  const at = new Date(time);
  return { [`${name}Day`]: at.toISOString().slice(0, 10), [name]: firstUuidOf(at) };
}
