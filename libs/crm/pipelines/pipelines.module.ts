import { Module } from '@nestjs/common';

import { PipelineMaker } from './pipeline-maker';
import { PipelineOutline } from './pipeline-outline';
import { PipelinesController } from './pipelines.controller';

/** The routes of pipelines beyond the standard ones, and their maker. */
@Module({
  controllers: [PipelinesController],
  providers: [PipelineMaker, PipelineOutline],
  exports: [PipelineMaker, PipelineOutline],
})
export class PipelinesModule {}
