import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, validated } from '@platform/http';
import { toUuid } from '@platform/ids';
import { Writes } from '@platform/writes';

import { PIPELINE_SCOPES } from './scopes';
import { StageDto, StageOrderDto } from './stage.dto';
import { StageSettings } from './stage-settings';

const InPipeline = () => IdParam('pipeline', 'pipeline_id');

/** The routes of stages beyond the standard ones. */
@ApiTags('stages')
@Controller('v1/pipelines/:pipeline_id/stages')
export class StagesController {
  constructor(
    private readonly settings: StageSettings,
    private readonly writes: Writes,
  ) {}

  @Post('reorder')
  @Operation({
    id: 'stages.reorder',
    summary: 'Put stages into an order',
    description:
      'The stages that are named stand in this order afterwards, in the places that they hold together; name all of them to set the whole order. Answers with all stages of the pipeline in order, numbered anew.',
    scope: PIPELINE_SCOPES.write,
    accepts: StageOrderDto,
    returns: { listOf: StageDto },
    writes: true,
    problems: [404],
  })
  async reorder(
    @Ctx() ctx: RequestContext,
    @InPipeline() pipelineId: string,
    @Body(validated(StageOrderDto)) { stage_ids }: StageOrderDto,
  ) {
    const ids = stage_ids.flatMap((id) => toUuid('stage', id) ?? []);
    return { data: await this.writes.run(ctx, (tx) => this.settings.arrange(ctx, pipelineId, ids, tx)) };
  }

  @Post(':id/reset')
  @Operation({
    id: 'stages.reset',
    summary: 'Give a stage its first name and colour back',
    description:
      'The name is the one in the language of the workspace. A stage that was added has none: 409 `no_default`.',
    scope: PIPELINE_SCOPES.write,
    returns: StageDto,
    writes: true,
    problems: [404],
  })
  reset(@Ctx() ctx: RequestContext, @InPipeline() pipelineId: string, @IdParam('stage') id: string) {
    return this.writes.run(ctx, (tx) => this.settings.reset(ctx, { pipelineId, id }, tx));
  }
}
