import { OutsideChecks, type RecordType, RecordWriter, RecordWritesModule } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { JobRunner, JobWorkerModule } from '@platform/jobs';

import { bulkUpdateController } from './bulk-update.controller';
import { BulkUpdateHandler } from './bulk-update-handler';
import { BulkUpdates } from './bulk-updates';

/** The routes that start bulk updates. */
@Module({})
export class BulkUpdatesModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: BulkUpdatesModule,
      controllers: types.map(bulkUpdateController),
      providers: [BulkUpdates],
    };
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
      imports: [JobWorkerModule, RecordWritesModule],
      providers: [
        {
          provide: BulkUpdateHandler,
          inject: [RecordWriter, OutsideChecks, Database, Settings],
          useFactory: (writer: RecordWriter, checks: OutsideChecks, database: Database, settings: Settings) =>
            new BulkUpdateHandler({ types, writer, checks, database, settings }),
        },
      ],
    };
  }
}
