import { Injectable } from '@nestjs/common';
import { BRIEFLY, Database, type Transaction } from '@platform/database';
import { RequestContext } from '@platform/http';

import { EndpointNotices, type NoticeKind } from './endpoint-notices';
import { EndpointStore, type ShownEndpoint } from './endpoint-store';
import { type LaneHealth, readHealth } from './lane-health';
import { stopLane } from './lane-switch';
import { NOTICE_STAGES, type WebhookEndpointNoticeDto } from './webhook-endpoint.dto';
import type { EndpointState, LossReason } from './webhook-endpoint.entity';

/** How long after its first failure there is a notice of an endpoint. */
export const NOTICE_AFTER_HOURS = [1, 24, 72];

const STATE_AFTER: Readonly<Record<LossReason, EndpointState>> = {
  failing: 'disabled',
  receiver_gone: 'gone',
  blocked_address: 'paused',
  order_blocked: 'paused',
  too_many_parked: 'paused',
};

/** Follows how endpoints fare: stops those that are lost, and tells of those that fail for long. Each is told once, whoever else looks. */
@Injectable()
export class EndpointHealth {
  constructor(
    private readonly database: Database,
    private readonly store: EndpointStore,
    private readonly notices: EndpointNotices,
  ) {}

  /** Stops an endpoint that is active because of how it answers; its place in the log is kept. */
  async stop(
    workspaceId: string,
    id: string,
    { reason, now }: { reason: LossReason; now: Date },
  ): Promise<void> {
    const ctx = RequestContext.system(workspaceId, now);
    await this.database.transaction(async (tx) => {
      const before = await this.store.lockIfThere(tx, ctx, id);
      if (before?.state !== 'active') return;
      const set = { state: STATE_AFTER[reason], state_reason: reason };
      const endpoint = await this.store.change(tx, ctx, { before, set });
      await stopLane(tx, workspaceId, id);
      const health = (await readHealth(tx, [id])).get(id);
      const kind = reason === 'receiver_gone' ? 'gone' : 'disabled';
      await this.notices.tell(tx, ctx, { kind, endpoint, notice: noticeOf(health) });
    }, BRIEFLY);
  }

  /** Tells of the endpoints that have failed for long enough, or answer again after that was told; answers of how many. */
  async tellAll(now: Date): Promise<number> {
    const lanes = await this.database.sql<WatchedLane>('lanes.to_tell', TO_TELL, [NOTICE_AFTER_HOURS]);
    for (const { workspace_id, endpoint_id } of lanes) await this.tell(workspace_id, endpoint_id, now);
    return lanes.length;
  }

  private async tell(workspaceId: string, id: string, now: Date): Promise<void> {
    const ctx = RequestContext.system(workspaceId, now);
    await this.database.transaction(async (tx) => {
      const row = await this.store.lockIfThere(tx, ctx, id);
      if (row?.state !== 'active') return;
      const [lane] = await tx.sql<LaneToTell>('lanes.lock_to_tell', LOCK, [id, NOTICE_AFTER_HOURS]);
      if (!lane) return;
      const [view] = await this.store.views([row], tx);
      if (!view) throw new Error('A stored endpoint has no view.');
      const health = (await readHealth(tx, [id])).get(id);
      await this.tellLane(tx, ctx, { endpoint: { row, view }, lane, health });
    }, BRIEFLY);
  }

  private async tellLane(
    tx: Transaction,
    ctx: RequestContext,
    { endpoint, lane, health }: { endpoint: ShownEndpoint; lane: LaneToTell; health: LaneHealth | undefined },
  ): Promise<void> {
    const tell = (kind: NoticeKind, notice: WebhookEndpointNoticeDto) =>
      this.notices.tell(tx, ctx, { kind, endpoint, notice });
    const told = lane.is_same ? lane.notices : 0;
    if (lane.notices > 0 && !lane.is_same) {
      await tell('recovered', { ...noticeOf(health), since: lane.noticed_since?.toISOString() ?? null });
    }
    if (lane.due > told) {
      const stage = NOTICE_STAGES[lane.due - 1] ?? null;
      await tell('failing', { ...noticeOf(health), stage });
    }
    await tx.sql('lanes.told', TOLD, [endpoint.row.id, Math.max(lane.due, told)]);
  }
}

interface WatchedLane {
  readonly endpoint_id: string;
  readonly workspace_id: string;
}

interface LaneToTell {
  readonly notices: number;
  readonly noticed_since: Date | null;
  /** Whether what was told is of the failures of now. */
  readonly is_same: boolean;
  /** How many notices there should be of them. */
  readonly due: number;
}

const noticeOf = (lane: LaneHealth | undefined): WebhookEndpointNoticeDto => ({
  stage: null,
  since: lane?.failing_since?.toISOString() ?? null,
  attempts: lane?.fail_streak ?? 0,
  last_status: lane?.last_status ?? null,
  last_error: lane?.last_error ?? null,
});

/** How many of the hours in a parameter a lane has failed for. */
const due = (hours: string): string =>
  `(SELECT count(*)::int FROM unnest(${hours}::integer[]) AS stage (hours)
    WHERE failing_since <= now() - stage.hours * interval '1 hour')`;

const TO_TELL = `
  (SELECT endpoint_id, workspace_id FROM lanes
   WHERE failing_since <= now() - ($1::integer[])[1] * interval '1 hour' AND NOT stopped
     AND (notices < ${due('$1')} OR failing_since IS DISTINCT FROM noticed_since) LIMIT 100)
  UNION
  (SELECT endpoint_id, workspace_id FROM lanes
   WHERE notices > 0 AND NOT stopped AND failing_since IS DISTINCT FROM noticed_since LIMIT 100)`;

const LOCK = `
  SELECT notices, noticed_since, failing_since IS NOT DISTINCT FROM noticed_since AS is_same, ${due('$2')} AS due
  FROM lanes WHERE endpoint_id = $1 AND NOT stopped FOR UPDATE`;

const TOLD = `
  UPDATE lanes SET notices = $2::smallint, noticed_since = CASE WHEN $2::smallint > 0 THEN failing_since END
  WHERE endpoint_id = $1`;
