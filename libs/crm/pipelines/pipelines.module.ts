import { Module } from '@nestjs/common';

import { PipelineMaker } from './pipeline-maker';
import { PipelineOutline } from './pipeline-outline';
import { PipelinesController } from './pipelines.controller';
import { RemovalsController } from './removals.controller';
import { StageRemoval } from './stage-removal';
import { StageSettings } from './stage-settings';
import { StagesController } from './stages.controller';

/** The routes of pipelines beyond the standard ones, and their maker. */
@Module({
  controllers: [PipelinesController, StagesController, RemovalsController],
  providers: [PipelineMaker, PipelineOutline, StageRemoval, StageSettings],
  exports: [PipelineMaker, PipelineOutline],
})
export class PipelinesModule {}
