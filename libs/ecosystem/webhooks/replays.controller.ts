import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  IdParam,
  Operation,
  PageQueryDto,
  RequestContext,
  validated,
  validatedQuery,
} from '@platform/http';
import type { FastifyReply } from 'fastify';

import { CreateWebhookReplayDto, WebhookReplayDto } from './replay.dto';
import { ReplaysService } from './replays.service';
import { webhooksManage } from './webhooks-manage.scope';

const common = { scope: webhooksManage, problems: [404] } as const;

/** Parts of the log that are sent once more. */
@ApiTags('webhook_replays')
@Controller('v1')
export class ReplaysController {
  constructor(private readonly replays: ReplaysService) {}

  @Post('webhook-endpoints/:id/replay')
  @Operation({
    ...common,
    writes: true,
    id: 'webhook_endpoints.replay',
    summary: 'Send a part of the log again',
    description:
      'Everything of a range that the endpoint takes, or with `only: "failed"` the deliveries that were given up. It runs by itself, beside what happens meanwhile and at half of the open requests at most; one replay of an endpoint at a time. Receivers see the same `webhook-id` as before and the header `webhook-replay`. Its failures do not count for the health of the endpoint. With `validate_only` it answers how many deliveries there would be. 409 `endpoint_not_active` and `replay_running`.',
    accepts: CreateWebhookReplayDto,
    returns: WebhookReplayDto,
    status: 202,
    problems: [404, 409],
  })
  async create(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Body(validated(CreateWebhookReplayDto)) input: CreateWebhookReplayDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const replay = await this.replays.create(ctx, id, input);
    void reply.header('location', `/v1/webhook-replays/${replay.id}`);
    return replay;
  }

  @Get('webhook-endpoints/:id/replays')
  @Operation({
    ...common,
    id: 'webhook_endpoints.list_replays',
    summary: 'List the replays to an endpoint, newest first',
    query: PageQueryDto,
    returns: { pageOf: WebhookReplayDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Query(validatedQuery(PageQueryDto)) query: PageQueryDto,
  ) {
    return this.replays.list(ctx, id, query);
  }

  @Get('webhook-replays/:id')
  @Operation({ ...common, id: 'webhook_replays.get', summary: 'Read a replay', returns: WebhookReplayDto })
  get(@Ctx() ctx: RequestContext, @IdParam('webhook_replay') id: string) {
    return this.replays.get(ctx, id);
  }

  @Post('webhook-replays/:id/cancel')
  @Operation({
    ...common,
    writes: true,
    id: 'webhook_replays.cancel',
    summary: 'End a replay',
    description:
      'What it has not yet sent is not sent; deliveries that had failed before are failed again. 409 `replay_ended` when it has ended already.',
    returns: WebhookReplayDto,
    problems: [404, 409],
  })
  cancel(@Ctx() ctx: RequestContext, @IdParam('webhook_replay') id: string) {
    return this.replays.cancel(ctx, id);
  }
}
