import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

import { DeliveriesController } from './deliveries.controller';
import { DeliveriesService } from './deliveries.service';
import { EndpointTester } from './endpoint-tester';
import { EndpointsModule } from './endpoints.module';
import { mountSigningKeys } from './mount-signing-keys';
import { ReplaysController } from './replays.controller';
import { ReplaysService } from './replays.service';
import { WebhookSigningKeys } from './signing-keys';
import { WebhookEndpointsController } from './webhook-endpoints.controller';
import { WebhookEndpointsService } from './webhook-endpoints.service';

/** The webhooks API: it sends nothing but tests, that is the worker's. */
@Module({
  imports: [EndpointsModule],
  controllers: [WebhookEndpointsController, DeliveriesController, ReplaysController],
  providers: [WebhookEndpointsService, DeliveriesService, ReplaysService, EndpointTester],
})
export class WebhooksModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly signingKeys: WebhookSigningKeys,
  ) {}

  onModuleInit(): void {
    mountSigningKeys(this.http.httpAdapter.getInstance<FastifyInstance>(), this.signingKeys);
  }
}
