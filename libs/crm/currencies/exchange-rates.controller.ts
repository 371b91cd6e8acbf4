import { Body, Controller, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validated } from '@platform/http';

import { ExchangeRateDto, SetExchangeRatesDto } from './exchange-rate.dto';
import { ExchangeRates } from './exchange-rates';
import { CURRENCY_SCOPES } from './scopes';

/** The route that sets exchange rates. */
@ApiTags('exchange_rates')
@Controller('v1/exchange-rates')
export class ExchangeRatesController {
  constructor(private readonly rates: ExchangeRates) {}

  @Put()
  @Operation({
    id: 'exchange_rates.set',
    summary: 'Set exchange rates',
    description:
      'Sets what currencies are worth in the base currency from a day on: all of the rates or none. Amounts that are written from now on are valued by them; those of open deals, and of closed ones that had no rate, when they are asked to be (`deals.revalue`).',
    scope: CURRENCY_SCOPES.write,
    accepts: SetExchangeRatesDto,
    returns: { listOf: ExchangeRateDto },
    writes: true,
  })
  async set(
    @Ctx() ctx: RequestContext,
    @Body(validated(SetExchangeRatesDto)) { rates }: SetExchangeRatesDto,
  ) {
    return { data: await this.rates.set(ctx, rates) };
  }
}
