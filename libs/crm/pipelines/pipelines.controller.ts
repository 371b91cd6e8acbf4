import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, etagOf, IdParam, Operation, RequestContext, validated } from '@platform/http';
import { Writes } from '@platform/writes';
import type { FastifyReply } from 'fastify';

import { CreatePipelineDto, PipelineDto } from './pipeline.dto';
import { PipelineMaker } from './pipeline-maker';
import { PIPELINE_SCOPES } from './scopes';

@ApiTags('pipelines')
@Controller('v1/pipelines')
export class PipelinesController {
  constructor(
    private readonly pipelines: PipelineMaker,
    private readonly writes: Writes,
  ) {}

  @Post()
  @Operation({
    id: 'pipelines.create',
    summary: 'Create a pipeline',
    description:
      'It starts with the usual stages of its object; change them under /v1/pipelines/{pipeline_id}/stages.',
    scope: PIPELINE_SCOPES.write,
    accepts: CreatePipelineDto,
    returns: PipelineDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(validated(CreatePipelineDto)) input: CreatePipelineDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const pipeline = await this.writes.run(ctx, (tx) => this.pipelines.make(ctx, input, tx));
    reply.header('location', `/v1/pipelines/${pipeline.id}`).header('etag', etagOf(pipeline.version));
    return pipeline;
  }

  @Post(':id/make-default')
  @Operation({
    id: 'pipelines.make_default',
    summary: 'Make a pipeline the default one',
    description:
      'New records of its object come here unless told; the default pipeline before stops being it.',
    scope: PIPELINE_SCOPES.write,
    returns: PipelineDto,
    writes: true,
    problems: [404],
  })
  makeDefault(@Ctx() ctx: RequestContext, @IdParam('pipeline') id: string) {
    return this.writes.run(ctx, (tx) => this.pipelines.makeDefault(ctx, id, tx));
  }
}
