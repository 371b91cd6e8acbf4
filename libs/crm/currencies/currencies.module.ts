import { Module } from '@nestjs/common';

import { Currencies } from './currencies';
import { CurrenciesController } from './currencies.controller';
import { ExchangeRates } from './exchange-rates';
import { ExchangeRatesController } from './exchange-rates.controller';

/** The routes of currencies, and of rates beyond the standard ones. */
@Module({
  controllers: [CurrenciesController, ExchangeRatesController],
  providers: [Currencies, ExchangeRates],
})
export class CurrenciesModule {}
