import { decimal, decimalsOf, printed, rounded } from '@crm/money';
import type { Sql } from '@platform/database';

/** A currency on a day. */
export interface Dated {
  readonly currency: string;
  readonly day: string;
}

/** What currencies were worth on days: everything that one question needs to be answered. */
export class Worth {
  constructor(
    readonly base: string,
    private readonly rates: ReadonlyMap<string, string>,
  ) {}

  /** An amount in the base currency, rounded to its smallest unit; null when the currency had no rate on that day. */
  inBase(amount: string, { currency, day }: Dated): string | null {
    if (currency === this.base) return amount;
    const rate = this.rates.get(nameOf({ currency, day }));
    if (rate === undefined) return null;
    const decimals = decimalsOf(this.base);
    return printed(rounded(decimal(amount).times(rate), decimals), decimals);
  }
}

/** Looks up what currencies were worth on days: the latest rate on or before each, in one query. */
export async function worthOf(sql: Sql, workspaceId: string, wanted: readonly Dated[]): Promise<Worth> {
  const distinct = [...new Map(wanted.map((one) => [nameOf(one), one])).values()];
  const rows = await sql.sql<{ base: string; currency: string | null; day: string; rate: string | null }>(
    'exchange_rates.worth',
    WORTH,
    [workspaceId, distinct.map(({ currency }) => currency), distinct.map(({ day }) => day)],
  );
  const rates = rows.flatMap(({ currency, day, rate }) =>
    currency !== null && rate !== null ? [[nameOf({ currency, day }), rate] as const] : [],
  );
  return new Worth(rows[0]?.base ?? '', new Map(rates));
}

const nameOf = ({ currency, day }: Dated): string => `${currency} ${day}`;

const WORTH = `
  SELECT w.currency AS base, p.currency, p.day, r.rate
  FROM workspaces AS w LEFT JOIN unnest($2::text[], $3::date[]) AS p (currency, day) ON TRUE
  LEFT JOIN LATERAL (
    SELECT rate FROM exchange_rates
    WHERE workspace_id = $1 AND base_currency = w.currency AND currency = p.currency AND day <= p.day
      AND deleted_at IS NULL
    ORDER BY day DESC LIMIT 1) AS r ON TRUE
  WHERE w.id = $1`;
