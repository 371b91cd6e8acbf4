import { defineRecordType, type Edit } from '@crm/records';

import { CreateExchangeRateDto, ExchangeRateDto, UpdateExchangeRateDto } from './exchange-rate.dto';
import { ExchangeRate } from './exchange-rate.entity';
import { CURRENCY_SCOPES } from './scopes';

/** Set by its own controller, many at once. */
export const exchangeRateType = defineRecordType<ExchangeRate>({
  name: 'exchange_rate',
  plural: 'exchange_rates',
  words: { one: 'an exchange rate', many: 'exchange rates' },
  row: ExchangeRate,
  create: CreateExchangeRateDto,
  update: UpdateExchangeRateDto,
  view: ExchangeRateDto,
  scopes: CURRENCY_SCOPES,
  privileged: () => true,
  routes: ['delete'],
  defaultSort: '-day',
  sorts: { day: { column: 'day' } },
  rules: exchangeRateRules,
});

function exchangeRateRules(edits: readonly Edit<ExchangeRate>[]): void {
  for (const edit of edits) {
    const { currency, base_currency } = edit.row;
    if (currency !== base_currency) continue;
    edit.fault(
      '/currency',
      'base_currency',
      'The base currency is worth itself: give rates of other currencies',
    );
  }
}
