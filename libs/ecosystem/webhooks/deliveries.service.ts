import { AuditLog } from '@access/audit';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { eventType } from '@platform/events';
import {
  CursorCodec,
  conflict,
  DEFAULT_PAGE_SIZE,
  notFound,
  type Page,
  pageOf,
  type RequestContext,
} from '@platform/http';
import { toTypeId } from '@platform/ids';
import { Writes } from '@platform/writes';

import type {
  AttemptDto,
  ChangedDeliveriesDto,
  DeliveriesQueryDto,
  DeliveryDto,
  EndpointDeliveriesQueryDto,
} from './delivery.dto';
import { makeDue, passOver, passOverParked, retryParked, standingOf } from './delivery-changes';
import {
  type AttemptRow,
  type DeliveryRow,
  findDelivery,
  listAttempts,
  listDeliveries,
} from './delivery-log';
import { searchOf } from './delivery-search';
import { EndpointStore } from './endpoint-store';
import { lockLane, wakeLane } from './lane-switch';

/** Shows what was delivered, what failed and why, and sends it again. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointStore,
    private readonly writes: Writes,
    private readonly cursors: CursorCodec,
    private readonly audit: AuditLog,
  ) {}

  /** Those of a whole workspace. */
  async search(ctx: RequestContext, query: DeliveriesQueryDto): Promise<Page<DeliveryDto>> {
    const { limit = DEFAULT_PAGE_SIZE, cursor, ...narrowed } = query;
    const bound = `deliveries ${ctx.workspaceId} ${JSON.stringify(narrowed)}`;
    const after = cursor === undefined ? undefined : this.cursors.decode(cursor, bound).map(String);
    const search = await searchOf(this.database, ctx.workspaceId, narrowed, after);
    const rows = search ? await listDeliveries(this.database, ctx.workspaceId, search, limit + 1) : [];
    return pageOf(rows, limit, {
      item: deliveryView,
      cursor: (last) => this.cursors.encode([last.event_id, last.id], bound),
    });
  }

  async list(
    ctx: RequestContext,
    endpointId: string,
    query: EndpointDeliveriesQueryDto,
  ): Promise<Page<DeliveryDto>> {
    await this.endpoints.get(ctx, endpointId);
    return this.search(ctx, { ...query, endpoint_id: toTypeId('webhook_endpoint', endpointId) });
  }

  async get(ctx: RequestContext, id: string): Promise<DeliveryDto> {
    return deliveryView(await this.find(ctx, id));
  }

  async attempts(ctx: RequestContext, id: string): Promise<{ data: AttemptDto[] }> {
    await this.find(ctx, id);
    const rows = await listAttempts(this.database, ctx.workspaceId, id);
    return { data: rows.map(attemptView) };
  }

  /** Sends now, whatever came of it before: as the same event, with the same bytes. */
  retry(ctx: RequestContext, id: string): Promise<DeliveryDto> {
    return this.change(ctx, id, { action: 'delivery.retried', needsActive: true }, async (tx, endpointId) => {
      const standing = await standingOf(tx, ctx.workspaceId, { id, endpointId });
      if (standing?.isBehind) {
        throw conflict(
          'delivery_waits',
          'An earlier delivery has to be sent before this one: retry that, or pass it over.',
        );
      }
      if (standing?.isDoubled) {
        throw conflict('delivery_pending', 'The same event is on its way to this endpoint already.');
      }
      await wakeLane(tx, endpointId, { endsRest: true });
      await makeDue(tx, ctx.workspaceId, id);
    });
  }

  /** Gives up what was not delivered; what waits for it goes on. */
  skip(ctx: RequestContext, id: string): Promise<DeliveryDto> {
    return this.change(
      ctx,
      id,
      { action: 'delivery.skipped', needsActive: false },
      async (tx, endpointId) => {
        const standing = await standingOf(tx, ctx.workspaceId, { id, endpointId });
        if (standing?.state === 'finished') {
          throw conflict('delivery_finished', 'The delivery is finished: nothing waits for it.');
        }
        await passOver(tx, ctx.workspaceId, id);
        await wakeLane(tx, endpointId, { endsRest: false });
      },
    );
  }

  retryParked(ctx: RequestContext, endpointId: string): Promise<ChangedDeliveriesDto> {
    return this.changeParked(ctx, endpointId, {
      action: 'webhook_endpoint.parked_retried',
      work: retryParked,
      endsRest: true,
    });
  }

  skipParked(ctx: RequestContext, endpointId: string): Promise<ChangedDeliveriesDto> {
    return this.changeParked(ctx, endpointId, {
      action: 'webhook_endpoint.parked_skipped',
      work: passOverParked,
      endsRest: false,
    });
  }

  private changeParked(
    ctx: RequestContext,
    endpointId: string,
    { action, work, endsRest }: { action: string; work: typeof retryParked; endsRest: boolean },
  ): Promise<ChangedDeliveriesDto> {
    return this.writes.run(ctx, async (tx) => {
      await this.endpoints.lock(tx, ctx, endpointId);
      await lockLane(tx, endpointId);
      const count = await work(tx, ctx.workspaceId, endpointId);
      await wakeLane(tx, endpointId, { endsRest });
      await this.audit.record(tx, ctx, {
        action,
        target: { type: 'webhook_endpoint', id: toTypeId('webhook_endpoint', endpointId) },
        before: null,
        after: { count },
      });
      return { count };
    });
  }

  private async change(
    ctx: RequestContext,
    id: string,
    { action, needsActive }: { action: string; needsActive: boolean },
    work: (tx: Transaction, endpointId: string) => Promise<void>,
  ): Promise<DeliveryDto> {
    const { endpoint_id: endpointId } = await this.find(ctx, id);
    return this.writes.run(ctx, async (tx) => {
      const endpoint = await this.endpoints.lock(tx, ctx, endpointId);
      if (needsActive && endpoint.state !== 'active') {
        throw conflict('endpoint_not_active', `The endpoint is ${endpoint.state}: resume it first.`);
      }
      await work(tx, endpointId);
      const row = await findDelivery(tx, ctx.workspaceId, id);
      if (!row) throw notFound('delivery');
      const view = deliveryView(row);
      await this.audit.record(tx, ctx, {
        action,
        target: { type: 'delivery', id: view.id },
        before: null,
        after: { endpoint_id: view.endpoint_id, event_id: view.event_id },
      });
      return view;
    });
  }

  private async find(ctx: RequestContext, id: string): Promise<DeliveryRow> {
    const row = await findDelivery(this.database, ctx.workspaceId, id);
    if (!row) throw notFound('delivery');
    return row;
  }
}

const deliveryView = (row: DeliveryRow): DeliveryDto => ({
  id: toTypeId('delivery', row.id),
  endpoint_id: toTypeId('webhook_endpoint', row.endpoint_id),
  event_id: toTypeId('event', row.event_id),
  type: row.type,
  sequence: Number(row.sequence),
  record_id: subjectOf(row),
  replay_id: row.replay_id && toTypeId('webhook_replay', row.replay_id),
  state: row.state,
  attempts: row.attempts,
  next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
  reason: row.reason,
});

/** Null also for a type of event that only newer code knows. */
function subjectOf({ type, record_id: id }: DeliveryRow): string | null {
  const kind = eventType(type)?.object;
  return kind && id ? toTypeId(kind, id) : null;
}

const attemptView = (row: AttemptRow): AttemptDto => ({
  number: row.number,
  attempted_at: row.attempted_at.toISOString(),
  duration_ms: row.duration_ms,
  status: row.status,
  error: row.error,
  response: row.response?.toString() ?? null,
});
