import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, validatedQuery } from '@platform/http';
import { DeliveriesService } from './deliveries.service';
import { AttemptDto, DeliveriesQueryDto, DeliveryDto } from './delivery.dto';
import { webhooksManage } from './webhooks-manage.scope';

const common = { scope: webhooksManage, problems: [404] } as const;

/** What was sent to webhook endpoints, kept for 30 days. */
@ApiTags('deliveries')
@Controller('v1')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get('webhook-endpoints/:id/deliveries')
  @Operation({
    ...common,
    id: 'webhook_endpoints.list_deliveries',
    summary: 'List the deliveries of an endpoint, newest event first',
    query: DeliveriesQueryDto,
    returns: { pageOf: DeliveryDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Query(validatedQuery(DeliveriesQueryDto)) query: DeliveriesQueryDto,
  ) {
    return this.deliveries.list(ctx, id, query);
  }

  @Get('deliveries/:id')
  @Operation({ ...common, id: 'deliveries.get', summary: 'Read a delivery', returns: DeliveryDto })
  get(@Ctx() ctx: RequestContext, @IdParam('delivery') id: string) {
    return this.deliveries.get(ctx, id);
  }

  @Get('deliveries/:id/attempts')
  @Operation({
    ...common,
    id: 'deliveries.list_attempts',
    summary: 'List the attempts of a delivery, newest first',
    description: 'At most the latest 200.',
    returns: { listOf: AttemptDto },
  })
  attempts(@Ctx() ctx: RequestContext, @IdParam('delivery') id: string) {
    return this.deliveries.attempts(ctx, id);
  }

  @Post('deliveries/:id/retry')
  @Operation({
    ...common,
    writes: true,
    id: 'deliveries.retry',
    summary: 'Send a delivery again now',
    description:
      'Also one that was delivered or given up; it is pending again and has the whole schedule before it. Receivers see the same `webhook-id` and the same body.',
    returns: DeliveryDto,
  })
  retry(@Ctx() ctx: RequestContext, @IdParam('delivery') id: string) {
    return this.deliveries.retry(ctx, id);
  }
}
