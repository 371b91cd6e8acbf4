import { decimalsOf } from '@crm/money';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { CurrencyDto } from './currency.dto';
import { dayOf } from './day-of';

interface Known {
  readonly locale: string;
  readonly base: string;
  readonly currency: string | null;
  readonly rate: string | null;
  readonly day: string | null;
}

/** Tells which currencies a workspace can value. */
@Injectable()
export class Currencies {
  constructor(private readonly database: Database) {}

  /** The base currency, and every currency that has a rate today. */
  async list(ctx: RequestContext): Promise<CurrencyDto[]> {
    const rows = await this.database.sql<Known>('currencies.list', LIST, [ctx.workspaceId, dayOf(ctx.now)]);
    const [first] = rows;
    if (!first) return [];
    const base = described(first.base, first.locale, { is_base: true, rate: '1', rate_day: null });
    const others = rows.flatMap(({ currency, locale, rate, day }) =>
      currency === null ? [] : [described(currency, locale, { is_base: false, rate, rate_day: day })],
    );
    return [base, ...others];
  }
}

function described(
  code: string,
  locale: string,
  told: Pick<CurrencyDto, 'is_base' | 'rate' | 'rate_day'>,
): CurrencyDto {
  const name = new Intl.DisplayNames(locale, { type: 'currency' }).of(code) ?? code;
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
  });
  const symbol = format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? code;
  return { code, name, symbol, decimals: decimalsOf(code), ...told };
}

const LIST = `
  SELECT w.locale, w.currency AS base, r.currency, r.rate, r.day
  FROM workspaces AS w LEFT JOIN LATERAL (
    SELECT DISTINCT ON (currency) currency, rate, day FROM exchange_rates
    WHERE workspace_id = $1 AND base_currency = w.currency AND day <= $2 AND deleted_at IS NULL
    ORDER BY currency, day DESC) AS r ON TRUE
  WHERE w.id = $1 ORDER BY r.currency`;
