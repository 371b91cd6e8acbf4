import { AuditLog } from '@access/audit';
import { patternFaults } from '@ecosystem/event-log';
import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import {
  CursorCodec,
  conflict,
  DEFAULT_PAGE_SIZE,
  type Fault,
  invalidRequest,
  notFound,
  type Page,
  type PageQueryDto,
  pageOf,
  type RequestContext,
} from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';
import { Writes } from '@platform/writes';

import { keptFilter } from './endpoint-filter';
import { EndpointStore } from './endpoint-store';
import { lockLane } from './lane-switch';
import { lastSequence, sequenceBefore } from './log-places';
import type { CreateWebhookReplayDto, ReplayMatchDto, WebhookReplayDto } from './replay.dto';
import { WebhookReplay } from './replay.entity';
import { cancelReplay } from './replay-cancelling';
import { countMatching } from './replay-counting';

/** Comes before every event. */
const FIRST_EVENT = '00000000-0000-0000-0000-000000000000';

/** Starts replays, shows how far they are, and ends them. */
@Injectable()
export class ReplaysService {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointStore,
    private readonly writes: Writes,
    private readonly cursors: CursorCodec,
    private readonly audit: AuditLog,
  ) {}

  create(ctx: RequestContext, endpointId: string, input: CreateWebhookReplayDto): Promise<WebhookReplayDto> {
    refuseFaults(input);
    return this.writes.run(ctx, async (tx) => {
      const endpoint = await this.endpoints.lock(tx, ctx, endpointId);
      if (endpoint.state !== 'active') {
        throw conflict('endpoint_not_active', `The endpoint is ${endpoint.state}: resume it first.`);
      }
      await refuseSecond(tx, ctx, endpointId);
      const { checked_filter } = await keptFilter(tx, ctx, input.filter, {
        types: input.types ?? endpoint.types,
        scopes: endpoint.scopes,
      });
      const row = { ...(await newReplay(tx, ctx, endpointId, input)), checked_filter };
      const matching = ctx.write.validateOnly ? await countMatching(tx, row) : null;
      await tx.rows.insert(WebhookReplay, row);
      const view = replayView(row, matching);
      await this.record(tx, ctx, 'webhook_replay.created', view);
      return view;
    });
  }

  async list(ctx: RequestContext, endpointId: string, query: PageQueryDto): Promise<Page<WebhookReplayDto>> {
    await this.endpoints.get(ctx, endpointId);
    const { limit = DEFAULT_PAGE_SIZE, cursor } = query;
    const bound = `webhook_replays ${ctx.workspaceId} ${endpointId}`;
    const before = cursor === undefined ? null : String(this.cursors.decode(cursor, bound)[0]);
    const rows = this.database.rows
      .createQueryBuilder(WebhookReplay, 'replay')
      .where('replay.workspace_id = :workspaceId AND replay.endpoint_id = :endpointId', {
        workspaceId: ctx.workspaceId,
        endpointId,
      })
      .orderBy('replay.id', 'DESC')
      .limit(limit + 1);
    if (before) rows.andWhere('replay.id < :before', { before });
    return pageOf(await rows.getMany(), limit, {
      item: (row) => replayView(row),
      cursor: (last) => this.cursors.encode([last.id], bound),
    });
  }

  async get(ctx: RequestContext, id: string): Promise<WebhookReplayDto> {
    return replayView(await this.find(ctx, id));
  }

  /** What it has not yet sent is not sent; failed deliveries that it had taken up are failed again. */
  async cancel(ctx: RequestContext, id: string): Promise<WebhookReplayDto> {
    const { endpoint_id: endpointId } = await this.find(ctx, id);
    return this.writes.run(ctx, async (tx) => {
      await lockLane(tx, endpointId);
      if (!(await cancelReplay(tx, ctx.workspaceId, id))) {
        throw conflict('replay_ended', 'The replay has ended, so it cannot be cancelled any more.');
      }
      const row = await tx.rows.findOneBy(WebhookReplay, { workspace_id: ctx.workspaceId, id });
      if (!row) throw notFound('webhook replay');
      const view = replayView(row);
      await this.record(tx, ctx, 'webhook_replay.cancelled', view);
      return view;
    });
  }

  private async find(ctx: RequestContext, id: string): Promise<WebhookReplay> {
    const row = await this.database.rows.findOneBy(WebhookReplay, { workspace_id: ctx.workspaceId, id });
    if (!row) throw notFound('webhook replay');
    return row;
  }

  private async record(
    tx: Transaction,
    ctx: RequestContext,
    action: string,
    { id, endpoint_id, from_sequence, to_sequence, only }: WebhookReplayDto,
  ): Promise<void> {
    const after = { endpoint_id, from_sequence, to_sequence, only };
    await this.audit.record(tx, ctx, {
      action,
      target: { type: 'webhook_replay', id },
      before: null,
      after,
    });
  }
}

/** Problem: 400 for a range that is told twice or not at all, and for types that do not exist. */
function refuseFaults(input: CreateWebhookReplayDto): void {
  const { from_sequence: from, to_sequence: to, since, until, only, types } = input;
  const faults: Fault[] = patternFaults(types ?? [], (index) => `/types/${index}`);
  const twice = (pointer: string, other: string) =>
    faults.push({ pointer, code: 'one_of', detail: `Give this or ${other}, not both` });
  if (from && since) twice('/since', '/from_sequence');
  if (to && until) twice('/until', '/to_sequence');
  if (!from && !since && only !== 'failed') {
    const detail = 'Say from where: from_sequence or since';
    faults.push({ pointer: '/from_sequence', code: 'required', detail });
  }
  if (faults.length > 0) throw invalidRequest(faults);
}

async function newReplay(
  sql: Sql,
  ctx: RequestContext,
  endpointId: string,
  { from_sequence: from, to_sequence: to, since, until, only, types, filter }: CreateWebhookReplayDto,
): Promise<WebhookReplay> {
  const before = (time: string) => sequenceBefore(sql, ctx.workspaceId, new Date(time));
  const last = await lastSequence(sql, ctx.workspaceId);
  const first = since ? (await before(since)) + 1 : (from ?? 1);
  return {
    id: newUuid(),
    workspace_id: ctx.workspaceId,
    endpoint_id: endpointId,
    state: 'running',
    only_failed: only === 'failed',
    from_sequence: String(first),
    to_sequence: String(Math.min(last, until ? await before(until) : (to ?? last))),
    types: types ?? null,
    filter: filter ?? null,
    checked_filter: null,
    read_sequence: String(first - 1),
    read_event: FIRST_EVENT,
    is_read: false,
    read_due: ctx.now,
    made: 0,
    delivered: 0,
    failed: 0,
    created_at: ctx.now,
    finished_at: null,
  };
}

async function refuseSecond(tx: Transaction, ctx: RequestContext, endpointId: string): Promise<void> {
  const running = await tx.rows.findOneBy(WebhookReplay, {
    workspace_id: ctx.workspaceId,
    endpoint_id: endpointId,
    state: 'running',
  });
  if (running) {
    const id = toTypeId('webhook_replay', running.id);
    throw conflict(
      'replay_running',
      `The replay ${id} to this endpoint is running: wait for it, or cancel it.`,
    );
  }
}

const replayView = (row: WebhookReplay, matching: ReplayMatchDto | null = null): WebhookReplayDto => ({
  id: toTypeId('webhook_replay', row.id),
  endpoint_id: toTypeId('webhook_endpoint', row.endpoint_id),
  state: row.state,
  from_sequence: Number(row.from_sequence),
  to_sequence: Number(row.to_sequence),
  only: row.only_failed ? 'failed' : null,
  types: row.types,
  filter: row.filter,
  progress: { made: row.made, delivered: row.delivered, failed: row.failed },
  matching,
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
});
