import {
  creation,
  type Draft,
  OutsideChecks,
  patch,
  type RecordView,
  RecordWriter,
  refusal,
  writtenViews,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { type RequestContext, unprocessable } from '@platform/http';

import type { CreateExchangeRateDto } from './exchange-rate.dto';
import type { ExchangeRate } from './exchange-rate.entity';
import { exchangeRateType } from './exchange-rate.record-type';

/** Sets exchange rates. */
@Injectable()
export class ExchangeRates {
  constructor(
    private readonly writer: RecordWriter,
    private readonly checks: OutsideChecks,
  ) {}

  /** Sets rates, each of its currency and day alone: all of them or none. */
  set(ctx: RequestContext, rates: readonly CreateExchangeRateDto[]): Promise<RecordView[]> {
    refuseTwice(rates);
    return this.checks.run(ctx, {
      types: [exchangeRateType],
      written: (views) => views.map((view, at) => ({ at, type: exchangeRateType, view })),
      work: async (tx, refused) => {
        const base = await holdBase(tx, ctx);
        const known = await ratesOf(tx, ctx, { base, rates });
        const drafts = rates.map((rate, at): Draft<ExchangeRate> => {
          const pointer = `/rates/${at}`;
          const id = known.get(nameOf(rate));
          if (!id) return creation(ctx, { input: rate, pointer }, { base_currency: base });
          return { ...patch(ctx, { input: { rate: rate.rate }, pointer }), id };
        });
        const [first] = refused;
        if (first) throw refusal(drafts[first[0]] ?? {}, first[1]);
        return writtenViews(await this.writer.write(ctx, exchangeRateType, drafts, tx));
      },
    });
  }
}

type Dated = Pick<ExchangeRate, 'currency' | 'day'>;

const nameOf = ({ currency, day }: Dated): string => `${currency} ${day}`;

function refuseTwice(rates: readonly Dated[]): void {
  const names = rates.map(nameOf);
  const faults = names.flatMap((name, at) =>
    names.indexOf(name) === at
      ? []
      : [{ pointer: `/rates/${at}`, code: 'duplicate', detail: 'Give one rate per currency and day' }],
  );
  if (faults.length > 0) throw unprocessable(faults);
}

/** The base currency, and a turn: of two callers who set the same rate the second finds the first one's. */
async function holdBase(tx: Transaction, ctx: RequestContext): Promise<string> {
  const [workspace] = await tx.sql<{ currency: string }>('exchange_rates.turn', TURN, [ctx.workspaceId]);
  if (!workspace) throw new Error('A workspace sets rates and is not there.');
  return workspace.currency;
}

async function ratesOf(
  tx: Transaction,
  ctx: RequestContext,
  { base, rates }: { base: string; rates: readonly Dated[] },
): Promise<ReadonlyMap<string, string>> {
  const known = await tx.sql<Dated & { id: string }>('exchange_rates.known', KNOWN, [
    ctx.workspaceId,
    base,
    rates.map(({ currency }) => currency),
    rates.map(({ day }) => day),
  ]);
  return new Map(known.map((rate) => [nameOf(rate), rate.id]));
}

const TURN = 'SELECT currency FROM workspaces WHERE id = $1 FOR NO KEY UPDATE';

const KNOWN = `
  SELECT id, currency, day FROM exchange_rates
  WHERE workspace_id = $1 AND base_currency = $2 AND deleted_at IS NULL
    AND (currency, day) IN (SELECT * FROM unnest($3::text[], $4::date[]))`;
