import type { RecordType } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';

import { batchController, mixedBatchController } from './batch.controller';
import { BatchRunner } from './batch-runner';
import { ItemAnswers } from './item-answers';
import { Slices } from './slices';

/** Writes of many records in one request: for each of these types, and across them. */
@Module({})
export class BatchesModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: BatchesModule,
      controllers: [...types.map(batchController), mixedBatchController(types)],
      providers: [BatchRunner, ItemAnswers, Slices],
    };
  }
}
