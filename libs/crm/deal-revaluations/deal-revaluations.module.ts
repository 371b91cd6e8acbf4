import { RecordWriter, RecordWritesModule } from '@crm/records';
import { Module } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import { JobRunner, JobWorkerModule } from '@platform/jobs';

import { DealRevaluations } from './deal-revaluations';
import { DealRevaluationsController } from './deal-revaluations.controller';
import { RevaluationHandler } from './revaluation';

/** The route that values deals anew. */
@Module({ controllers: [DealRevaluationsController], providers: [DealRevaluations] })
export class DealRevaluationsModule {}

/** The worker's side: importing it does the revaluations that wait. */
@Module({
  imports: [JobWorkerModule, RecordWritesModule],
  providers: [
    {
      provide: RevaluationHandler,
      inject: [Database, RecordWriter, Settings],
      useFactory: (database: Database, writer: RecordWriter, settings: Settings) =>
        new RevaluationHandler(database, writer, settings),
    },
  ],
})
export class RevaluationWorkerModule {
  constructor(runner: JobRunner, handler: RevaluationHandler) {
    runner.handle(handler);
  }
}
