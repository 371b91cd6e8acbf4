import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext } from '@platform/http';

import { Currencies } from './currencies';
import { CurrencyDto } from './currency.dto';
import { CURRENCY_SCOPES } from './scopes';

/** `/v1/currencies`: what amounts can be valued in. */
@ApiTags('currencies')
@Controller('v1/currencies')
export class CurrenciesController {
  constructor(private readonly currencies: Currencies) {}

  @Get()
  @Operation({
    id: 'currencies.list',
    summary: 'List the currencies that have a rate',
    description:
      'The base currency first, then those that have an exchange rate today. Amounts may be in any other currency of ISO 4217 as well: they have no `amount_base`.',
    scope: CURRENCY_SCOPES.read,
    returns: { listOf: CurrencyDto },
  })
  async list(@Ctx() ctx: RequestContext) {
    return { data: await this.currencies.list(ctx) };
  }
}
