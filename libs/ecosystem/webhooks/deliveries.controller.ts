import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, validatedQuery } from '@platform/http';
import { DeliveriesService } from './deliveries.service';
import {
  AttemptDto,
  ChangedDeliveriesDto,
  DeliveriesQueryDto,
  DeliveryDto,
  EndpointDeliveriesQueryDto,
} from './delivery.dto';
import { webhooksManage } from './webhooks-manage.scope';

const common = { scope: webhooksManage, problems: [404] } as const;

/** What was sent to webhook endpoints, kept for 30 days. */
@ApiTags('deliveries')
@Controller('v1')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get('deliveries')
  @Operation({
    id: 'deliveries.list',
    summary: 'Search the deliveries of the workspace, newest event first',
    description:
      'By any of the parameters together. `state=failed` lists those given up (dead letters), `state=parked` those that hold back their record. Kept for 30 days.',
    scope: webhooksManage,
    query: DeliveriesQueryDto,
    returns: { pageOf: DeliveryDto },
  })
  search(@Ctx() ctx: RequestContext, @Query(validatedQuery(DeliveriesQueryDto)) query: DeliveriesQueryDto) {
    return this.deliveries.search(ctx, query);
  }

  @Get('webhook-endpoints/:id/deliveries')
  @Operation({
    ...common,
    id: 'webhook_endpoints.list_deliveries',
    summary: 'List the deliveries of an endpoint, newest event first',
    query: EndpointDeliveriesQueryDto,
    returns: { pageOf: DeliveryDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Query(validatedQuery(EndpointDeliveriesQueryDto)) query: EndpointDeliveriesQueryDto,
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
      'Also one that was delivered, given up or parked; it is pending again and has the whole schedule before it. Receivers see the same `webhook-id` and the same body. 409 `delivery_waits` when its order holds it back behind an earlier one.',
    returns: DeliveryDto,
    problems: [404, 409],
  })
  retry(@Ctx() ctx: RequestContext, @IdParam('delivery') id: string) {
    return this.deliveries.retry(ctx, id);
  }

  @Post('deliveries/:id/skip')
  @Operation({
    ...common,
    writes: true,
    id: 'deliveries.skip',
    summary: 'Give a delivery up',
    description:
      'One that was not delivered, parked or not: it is `failed` from then on, and what waits behind it is sent. 409 `delivery_finished` for one that was delivered or given up.',
    returns: DeliveryDto,
    problems: [404, 409],
  })
  skip(@Ctx() ctx: RequestContext, @IdParam('delivery') id: string) {
    return this.deliveries.skip(ctx, id);
  }

  @Post('webhook-endpoints/:id/retry-parked')
  @Operation({
    ...common,
    writes: true,
    id: 'webhook_endpoints.retry_parked',
    summary: 'Send everything again that is parked',
    description:
      'Each with the whole schedule before it; the later ones of its record follow when it is delivered.',
    returns: ChangedDeliveriesDto,
  })
  retryParked(@Ctx() ctx: RequestContext, @IdParam('webhook_endpoint') id: string) {
    return this.deliveries.retryParked(ctx, id);
  }

  @Post('webhook-endpoints/:id/skip-parked')
  @Operation({
    ...common,
    writes: true,
    id: 'webhook_endpoints.skip_parked',
    summary: 'Give up everything that is parked',
    description: 'It is `failed` from then on, and the later deliveries of its records are sent.',
    returns: ChangedDeliveriesDto,
  })
  skipParked(@Ctx() ctx: RequestContext, @IdParam('webhook_endpoint') id: string) {
    return this.deliveries.skipParked(ctx, id);
  }
}
