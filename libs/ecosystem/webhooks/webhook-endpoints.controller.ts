import { Body, Controller, Delete, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  etagOf,
  IdParam,
  Operation,
  PageQueryDto,
  RequestContext,
  validated,
  validatedIfSent,
  validatedQuery,
} from '@platform/http';
import type { FastifyReply } from 'fastify';

import {
  ResumeWebhookEndpointDto,
  RotateWebhookSecretDto,
  TestWebhookEndpointDto,
  WebhookTestDto,
} from './endpoint-actions.dto';
import { EndpointTester } from './endpoint-tester';
import {
  CreateWebhookEndpointDto,
  UpdateWebhookEndpointDto,
  WebhookEndpointDto,
  WebhookEndpointWithSecretDto,
} from './webhook-endpoint.dto';
import { type Versioned, WebhookEndpointsService } from './webhook-endpoints.service';
import { webhooksManage } from './webhooks-manage.scope';

const common = { scope: webhooksManage, problems: [404] } as const;
const change = { ...common, writes: true, versioned: true } as const;

/** It makes us call an address again and again at the will of a caller. */
const TEST_COST = 100;

/** Where customers set up what they want to be told. */
@ApiTags('webhook_endpoints')
@Controller('v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpointsService,
    private readonly tester: EndpointTester,
  ) {}

  @Get()
  @Operation({
    id: 'webhook_endpoints.list',
    summary: 'List webhook endpoints',
    scope: webhooksManage,
    query: PageQueryDto,
    returns: { pageOf: WebhookEndpointDto },
  })
  list(@Ctx() ctx: RequestContext, @Query(validatedQuery(PageQueryDto)) query: PageQueryDto) {
    return this.endpoints.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'webhook_endpoints.create',
    summary: 'Set up a webhook endpoint',
    description:
      'It works at once: events from now on are sent, signed as Standard Webhooks tells. It sees what the token that creates it may see, and no more. The secret is shown only here.',
    scope: webhooksManage,
    accepts: CreateWebhookEndpointDto,
    returns: WebhookEndpointWithSecretDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(validated(CreateWebhookEndpointDto)) input: CreateWebhookEndpointDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const created = await this.endpoints.create(ctx, input);
    void reply.header('location', `/v1/webhook-endpoints/${created.endpoint.id}`);
    return tagged(created, reply);
  }

  @Get(':id')
  @Operation({
    ...common,
    id: 'webhook_endpoints.get',
    summary: 'Read a webhook endpoint',
    returns: WebhookEndpointDto,
    versioned: true,
  })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(await this.endpoints.get(ctx, id), reply);
  }

  @Patch(':id')
  @Operation({
    ...change,
    id: 'webhook_endpoints.update',
    summary: 'Change a webhook endpoint',
    description: 'The next attempt of every pending delivery already uses the new URL and headers.',
    accepts: UpdateWebhookEndpointDto,
    returns: WebhookEndpointDto,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Body(validated(UpdateWebhookEndpointDto)) input: UpdateWebhookEndpointDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(await this.endpoints.update(ctx, id, { input, ifMatch }), reply);
  }

  @Delete(':id')
  @Operation({
    ...change,
    id: 'webhook_endpoints.delete',
    summary: 'Remove a webhook endpoint',
    description: 'What it had still to get is dropped.',
    returns: WebhookEndpointDto,
  })
  async remove(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(await this.endpoints.remove(ctx, id, ifMatch), reply);
  }

  @Post(':id/rotate-secret')
  @Operation({
    ...common,
    writes: true,
    id: 'webhook_endpoints.rotate_secret',
    summary: 'Replace the signing secret',
    description:
      'For 24 hours, or as many as told, requests carry two signatures, one of the old secret and one of the new.',
    accepts: RotateWebhookSecretDto,
    mayLackBody: true,
    returns: WebhookEndpointWithSecretDto,
  })
  async rotateSecret(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Body(validatedIfSent(RotateWebhookSecretDto)) input: RotateWebhookSecretDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(await this.endpoints.rotateSecret(ctx, id, input), reply);
  }

  @Post(':id/pause')
  @Operation({
    ...common,
    writes: true,
    id: 'webhook_endpoints.pause',
    summary: 'Stop sending to an endpoint for a while',
    returns: WebhookEndpointDto,
  })
  async pause(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(await this.endpoints.pause(ctx, id), reply);
  }

  @Post(':id/resume')
  @Operation({
    ...common,
    writes: true,
    id: 'webhook_endpoints.resume',
    summary: 'Send to an endpoint again',
    description:
      'It gets what happened since it stopped, as far as it is still kept (30 days), or goes on from where `from` tells. 409 `endpoint_active` for `from` other than `stop` when it is active.',
    accepts: ResumeWebhookEndpointDto,
    mayLackBody: true,
    returns: WebhookEndpointDto,
    problems: [404, 409],
  })
  async resume(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Body(validatedIfSent(ResumeWebhookEndpointDto)) input: ResumeWebhookEndpointDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(await this.endpoints.resume(ctx, id, input), reply);
  }

  @Post(':id/test')
  @Operation({
    ...common,
    id: 'webhook_endpoints.test',
    summary: 'Send an event on trial now',
    cost: TEST_COST,
    description:
      'One attempt, marked with the header `webhook-test: true`, whose outcome is the answer: made up, or a copy of the latest real event. It is not logged and does not count for the health of the endpoint.',
    accepts: TestWebhookEndpointDto,
    returns: WebhookTestDto,
  })
  test(
    @Ctx() ctx: RequestContext,
    @IdParam('webhook_endpoint') id: string,
    @Body(validated(TestWebhookEndpointDto)) input: TestWebhookEndpointDto,
  ) {
    return this.tester.send(ctx, id, input);
  }
}

function tagged<View>({ version, endpoint }: Versioned<View>, reply: FastifyReply): View {
  void reply.header('etag', etagOf(version));
  return endpoint;
}
