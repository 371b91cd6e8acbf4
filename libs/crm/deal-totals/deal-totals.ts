import { dayOf, type Worth, worthOf } from '@crm/currencies';
import { dealType } from '@crm/deals';
import { decimal, decimalsOf, printed } from '@crm/money';
import { type FilterQuery, groupMatching, isHidden, withinTime } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { missingRight, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { DealTotalDto, DealTotalsDto } from './deal-totals.dto';

/** The deals of one stage in one currency. */
interface Group {
  readonly pipeline_id: string;
  readonly stage_id: string;
  readonly currency: string | null;
  readonly deals: number;
  readonly amount: string | null;
  /** Of those that are open, in their own currency. */
  readonly open: string | null;
  readonly open_deals: number;
  /** Of those that are closed, in the base currency. */
  readonly closed_base: string | null;
  readonly closed_without: number;
}

/** Adds up deals. */
@Injectable()
export class DealTotals {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /**
   * What the deals that meet a filter come to by stage and currency: open ones at the rates of today, closed ones at those of
   * the day they were closed. Sums are added up exactly and valued once. Problem: 400 `query_too_expensive`.
   */
  async of(ctx: RequestContext, query: FilterQuery): Promise<DealTotalsDto> {
    refuseHiddenAmounts(ctx);
    const sql = this.database.within(this.settings.listTimeoutMs);
    const found = await withinTime(() => groupMatching<Group>(sql, ctx, dealType, { query, ...BY_STAGE }));
    const day = dayOf(ctx.now);
    const currencies = found.flatMap(({ currency }) => (currency === null ? [] : [{ currency, day }]));
    const worth = await worthOf(this.database, ctx.workspaceId, currencies);
    const groups = found.map((group) => totalOf(group, worth, day));
    return { base_currency: worth.base, day, total: sumOf(groups, worth.base), groups };
  }
}

/** Sums say what single amounts must not. */
function refuseHiddenAmounts(ctx: RequestContext): void {
  const { rights } = ctx.principal;
  const field = ['amount', 'amount_base'].find((path) => isHidden(ctx, 'deal', path));
  if (!rights || field === undefined) return;
  throw missingRight(
    { right: `deal.fields.${field}`, reach: 'none', role: rights.role },
    'Your role does not let you see what deals are worth.',
  );
}

const OPEN = 't.won_at IS NULL AND t.lost_at IS NULL';
const CLOSED = '(t.won_at IS NOT NULL OR t.lost_at IS NOT NULL)';

const BY_STAGE = {
  by: 't.pipeline_id, t.stage_id, t.amount_currency',
  columns: `t.pipeline_id, t.stage_id, t.amount_currency AS currency, count(*)::int AS deals, sum(t.amount) AS amount,
    sum(t.amount) FILTER (WHERE ${OPEN}) AS open,
    count(t.amount) FILTER (WHERE ${OPEN})::int AS open_deals,
    sum(t.amount_base) FILTER (WHERE ${CLOSED}) AS closed_base,
    count(t.amount) FILTER (WHERE ${CLOSED} AND t.amount_base IS NULL)::int AS closed_without`,
};

function totalOf(group: Group, worth: Worth, day: string): DealTotalDto {
  const { pipeline_id, stage_id, currency, deals, amount, open, open_deals, closed_base, closed_without } =
    group;
  const open_base = open === null || currency === null ? '0' : worth.inBase(open, { currency, day });
  return {
    pipeline_id: toTypeId('pipeline', pipeline_id),
    stage_id: toTypeId('stage', stage_id),
    deals,
    amount: amount === null || currency === null ? null : { amount, currency },
    amount_base: sum([open_base ?? '0', closed_base ?? '0'], worth.base),
    without_rate: closed_without + (open_base === null ? open_deals : 0),
  };
}

const sumOf = (groups: readonly DealTotalDto[], base: string): DealTotalsDto['total'] => ({
  deals: groups.reduce((all, { deals }) => all + deals, 0),
  amount_base: sum(
    groups.map(({ amount_base }) => amount_base.amount),
    base,
  ),
  without_rate: groups.reduce((all, { without_rate }) => all + without_rate, 0),
});

/** Amounts that were typed may have more decimals than the smallest unit: none of them is lost. */
function sum(amounts: readonly string[], currency: string): { amount: string; currency: string } {
  const whole = amounts.reduce((all, amount) => all.plus(amount), decimal('0'));
  return { amount: printed(whole, Math.max(decimalsOf(currency), whole.decimalPlaces() ?? 0)), currency };
}
