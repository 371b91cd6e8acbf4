import { type RecordType, RecordWriter } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from '@platform/config';
import { JobRunner, JobWorkerModule } from '@platform/jobs';

import { bulkUpdateController } from './bulk-update.controller';
import { BulkUpdateHandler } from './bulk-update-handler';

/** The routes that start bulk updates. */
@Module({})
export class BulkUpdatesModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return { module: BulkUpdatesModule, controllers: types.map(bulkUpdateController) };
  }
}

/** The worker's side: importing it does the bulk updates that wait. */
@Module({})
export class BulkUpdateWorkerModule {
  constructor(runner: JobRunner, handler: BulkUpdateHandler) {
    runner.handle(handler);
  }

  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: BulkUpdateWorkerModule,
      imports: [JobWorkerModule],
      providers: [
        RecordWriter,
        {
          provide: BulkUpdateHandler,
          inject: [RecordWriter, Settings],
          useFactory: (writer: RecordWriter, settings: Settings) =>
            new BulkUpdateHandler(types, writer, settings),
        },
      ],
    };
  }
}
