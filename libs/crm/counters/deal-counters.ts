import { readableCondition, recordTypeOf, withinTime } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { missingScope, type RequestContext } from '@platform/http';
import { toTypeId, toUuid } from '@platform/ids';

import type { DealCountersDto } from './deal-counters.dto';

type Counts = Omit<DealCountersDto, 'owner_id'>;

interface Row extends Partial<Counts> {
  readonly owner_id: string | null;
}

const NOTHING: Counts = {
  open_deals: 0,
  deals_with_overdue_activities: 0,
  deals_without_planned_activity: 0,
  activities_overdue: 0,
  activities_due_today: 0,
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** Counts what waits for the owners of deals. */
@Injectable()
export class DealCounters {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** For each owner of an open deal or of an activity that waits, or for one member, who may have neither. */
  async count(ctx: RequestContext, owner?: string): Promise<DealCountersDto[]> {
    const scope = recordTypeOf('activity')?.scopes.read.name ?? '';
    if (!ctx.principal.scopes.has(scope)) throw missingScope(scope);
    const ownerId = owner === undefined ? null : toUuid('member', owner);
    const midnight = new Date(Math.floor(ctx.now.getTime() / DAY_MS) * DAY_MS);
    const tomorrow = new Date(midnight.getTime() + DAY_MS);
    const sql = this.database.within(this.settings.listTimeoutMs);
    const deals = readable(ctx, 'deal', 'd');
    const own = readable(ctx, 'activity', 'a');
    const named = (name: string) => (deals + own === '' ? `counters.${name}` : '');
    const rows = await withinTime(() =>
      Promise.all([
        ownerId
          ? sql.sql<Row>(named('deals_of_one'), dealsOfOne({ deals, own }), [
              ctx.workspaceId,
              ctx.now,
              ownerId,
            ])
          : sql.sql<Row>(named('deals'), allDeals({ deals, own }), [ctx.workspaceId, ctx.now]),
        sql.sql<Row>(named('activities'), activities(own), [
          ctx.workspaceId,
          ctx.now,
          midnight,
          tomorrow,
          ownerId,
        ]),
      ]),
    );
    const counted = new Map<string | null, Counts>(ownerId ? [[ownerId, NOTHING]] : []);
    for (const { owner_id, ...counts } of rows.flat()) {
      counted.set(owner_id, { ...NOTHING, ...counted.get(owner_id), ...counts });
    }
    return [...counted]
      .map(([id, counts]) => ({ owner_id: id && toTypeId('member', id), ...counts }))
      .sort((a, b) => ((a.owner_id ?? '~') < (b.owner_id ?? '~') ? -1 : 1));
  }
}

/** That a row is one that the caller may read, to be added to a condition. */
function readable(ctx: RequestContext, kind: 'deal' | 'activity', alias: string): string {
  const type = recordTypeOf(kind);
  const condition = type ? readableCondition(ctx, type, alias) : null;
  return condition === null ? '' : ` AND ${condition}`;
}

const COUNTED = `
  SELECT d.owner_id, count(*)::int AS open_deals,
    (count(*) FILTER (WHERE p.next_due < $2))::int AS deals_with_overdue_activities,
    (count(*) FILTER (WHERE p.record_id IS NULL))::int AS deals_without_planned_activity
  FROM deals AS d`;

const OPEN = 'd.workspace_id = $1 AND d.deleted_at IS NULL AND d.won_at IS NULL AND d.lost_at IS NULL';

/** Which deals, and which activities, the caller may read: conditions to be added. */
interface Readable {
  readonly deals: string;
  readonly own: string;
}

/** The entries alone say it, unless the activities have to be looked at. */
const planned = (more: string, own: string): string => `
  SELECT l.record_id, min(l.due_at) AS next_due FROM record_links AS l${
    own && ` JOIN activities AS a ON a.workspace_id = $1 AND a.id = l.thing_id${own}`
  }
  WHERE l.workspace_id = $1 AND l.object = 'activity' AND NOT l.done${more} GROUP BY l.record_id`;

/** All that is planned is read once. */
const allDeals = ({ deals, own }: Readable): string =>
  `${COUNTED} LEFT JOIN (${planned('', own)}) AS p ON p.record_id = d.id WHERE ${OPEN}${deals} GROUP BY d.owner_id`;

/** What is planned is looked up for each deal of the owner. */
const dealsOfOne = ({ deals, own }: Readable): string =>
  `${COUNTED} LEFT JOIN LATERAL (${planned(' AND l.record_id = d.id', own)}) AS p ON true
  WHERE ${OPEN} AND d.owner_id = $3${deals} GROUP BY d.owner_id`;

const activities = (readable: string): string => `
  SELECT owner_id, (count(*) FILTER (WHERE due_at < $2))::int AS activities_overdue,
    (count(*) FILTER (WHERE due_at >= $3 AND due_at < $4))::int AS activities_due_today
  FROM activities AS a
  WHERE workspace_id = $1 AND NOT done AND deleted_at IS NULL${readable} AND due_at < greatest($2::timestamptz, $4::timestamptz)
    AND ($5::uuid IS NULL OR owner_id = $5)
  GROUP BY owner_id`;
