import { Module } from '@nestjs/common';

import { PipelineMaker } from './pipeline-maker';
import { PipelinesController } from './pipelines.controller';

/** The routes of pipelines beyond the standard ones, and their maker. */
@Module({ controllers: [PipelinesController], providers: [PipelineMaker], exports: [PipelineMaker] })
export class PipelinesModule {}
