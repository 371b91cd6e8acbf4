import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Job, JobQueueEntry, JobResult } from './job.entities';
import { Jobs } from './jobs';
import { JobsController } from './jobs.controller';

/** Lets every module leave work for later, and callers see how far it came. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Job, JobResult, JobQueueEntry])],
  controllers: [JobsController],
  providers: [Jobs],
  exports: [Jobs],
})
export class JobsModule {}
