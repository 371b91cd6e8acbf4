import { Module } from '@nestjs/common';

import { CountersController } from './counters.controller';
import { DealCounters } from './deal-counters';

/** What waits to be done, counted. */
@Module({ controllers: [CountersController], providers: [DealCounters] })
export class CountersModule {}
