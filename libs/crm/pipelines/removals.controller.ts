import { type Target, targeted } from '@crm/records';
import { Controller, Delete, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, tagged, validatedQuery } from '@platform/http';
import { toUuid } from '@platform/ids';
import { Writes } from '@platform/writes';
import type { FastifyReply } from 'fastify';

import { DeletePipelineQueryDto, PipelineDto } from './pipeline.dto';
import { pipelineType } from './pipeline.record-type';
import { PIPELINE_SCOPES } from './scopes';
import { DeleteStageQueryDto, StageDto } from './stage.dto';
import { stageType } from './stage.record-type';
import { StageRemoval } from './stage-removal';

/** Pipelines and stages go with a replacement for what stands in them. */
@Controller('v1/pipelines')
export class RemovalsController {
  constructor(
    private readonly removal: StageRemoval,
    private readonly writes: Writes,
  ) {}

  @Delete(':id')
  @ApiTags('pipelines')
  @Operation({
    id: 'pipelines.delete',
    summary: 'Delete a pipeline',
    description:
      'The default pipeline of a kind of record stays. What stands in the pipeline goes to the place that `replace_with` names, in the same transaction, with the events that single changes would have; without it a pipeline in use is refused. Its stages go and come back with it.',
    scope: PIPELINE_SCOPES.delete,
    query: DeletePipelineQueryDto,
    returns: PipelineDto,
    writes: true,
    versioned: true,
    problems: [404],
  })
  async pipeline(
    @Ctx() ctx: RequestContext,
    @targeted(pipelineType) target: Target,
    @Query(validatedQuery(DeletePipelineQueryDto)) { replace_with: named }: DeletePipelineQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const place = placeOf(named);
    const view = await this.writes.run(ctx, (tx) => this.removal.removePipeline(ctx, target, place, tx));
    return tagged(reply, view);
  }

  @Delete(':pipeline_id/stages/:id')
  @ApiTags('stages')
  @Operation({
    id: 'stages.delete',
    summary: 'Delete a stage',
    description:
      'The initial, the success and the first failure stage of a pipeline stay. What stands in the stage goes to the one that `replace_with` names, in the same transaction, with the events that single changes would have; without it a stage in use is refused. The stage keeps its values and can be restored.',
    scope: PIPELINE_SCOPES.delete,
    query: DeleteStageQueryDto,
    returns: StageDto,
    writes: true,
    versioned: true,
    problems: [404],
  })
  async stage(
    @Ctx() ctx: RequestContext,
    @targeted(stageType) { id, parentId, ifMatch }: Target,
    @Query(validatedQuery(DeleteStageQueryDto)) { replace_with: named }: DeleteStageQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const stage = { id, pipelineId: parentId ?? '', ifMatch };
    const replacement = named === undefined ? null : toUuid('stage', named);
    const view = await this.writes.run(ctx, (tx) => this.removal.removeStage(ctx, stage, replacement, tx));
    return tagged(reply, view);
  }
}

function placeOf(named = ''): { pipelineId: string } | { stageId: string } | null {
  const [pipelineId, stageId] = [toUuid('pipeline', named), toUuid('stage', named)];
  if (pipelineId !== null) return { pipelineId };
  return stageId === null ? null : { stageId };
}
