import { AuditLog } from '@access/audit';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
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

import type { AttemptDto, DeliveriesQueryDto, DeliveryDto } from './delivery.dto';
import {
  type AttemptRow,
  type DeliveryRow,
  findDelivery,
  listAttempts,
  listDeliveries,
  makeDue,
} from './delivery-log';
import { EndpointStore } from './endpoint-store';
import { wakeLane } from './lane-switch';

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

  async list(ctx: RequestContext, endpointId: string, query: DeliveriesQueryDto): Promise<Page<DeliveryDto>> {
    await this.endpoints.get(ctx, endpointId);
    const { limit = DEFAULT_PAGE_SIZE, cursor, state = null } = query;
    const bound = `deliveries ${ctx.workspaceId} ${endpointId} ${state}`;
    const before = cursor === undefined ? null : String(this.cursors.decode(cursor, bound)[0]);
    const range = { endpointId, state, before, limit: limit + 1 };
    const rows = await listDeliveries(this.database, ctx.workspaceId, range);
    return pageOf(rows, limit, {
      item: deliveryView,
      cursor: (last) => this.cursors.encode([last.event_id], bound),
    });
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
  async retry(ctx: RequestContext, id: string): Promise<DeliveryDto> {
    const { endpoint_id: endpointId } = await this.find(ctx, id);
    return this.writes.run(ctx, async (tx) => {
      const endpoint = await this.endpoints.lock(tx, ctx, endpointId);
      if (endpoint.state !== 'active') {
        throw conflict('endpoint_not_active', `The endpoint is ${endpoint.state}: resume it first.`);
      }
      await wakeLane(tx, endpointId);
      await makeDue(tx, ctx.workspaceId, id);
      const row = await findDelivery(tx, ctx.workspaceId, id);
      if (!row) throw notFound('delivery');
      const view = deliveryView(row);
      await this.audit.record(tx, ctx, {
        action: 'delivery.retried',
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
  state: row.state,
  attempts: row.attempts,
  next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
  reason: row.reason,
});

const attemptView = (row: AttemptRow): AttemptDto => ({
  number: row.number,
  attempted_at: row.attempted_at.toISOString(),
  duration_ms: row.duration_ms,
  status: row.status,
  error: row.error,
  response: row.response?.toString() ?? null,
});
