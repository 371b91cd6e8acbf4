import { type DynamicModule, Module } from '@nestjs/common';

import { DealTotals } from './deal-totals';
import { dealTotalsController } from './deal-totals.controller';

/** What deals come to. */
@Module({ providers: [DealTotals] })
export class DealTotalsModule {
  /** With its route: to be made after the record types. */
  static withRoute(): DynamicModule {
    return { module: DealTotalsModule, controllers: [dealTotalsController()] };
  }
}
