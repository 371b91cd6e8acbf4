import { Module } from '@nestjs/common';

import { DeliveriesController } from './deliveries.controller';
import { DeliveriesService } from './deliveries.service';
import { EndpointTester } from './endpoint-tester';
import { EndpointsModule } from './endpoints.module';
import { ReplaysController } from './replays.controller';
import { ReplaysService } from './replays.service';
import { WebhookEndpointsController } from './webhook-endpoints.controller';
import { WebhookEndpointsService } from './webhook-endpoints.service';

/** The webhooks API: it sends nothing but tests, that is the worker's. */
@Module({
  imports: [EndpointsModule],
  controllers: [WebhookEndpointsController, DeliveriesController, ReplaysController],
  providers: [WebhookEndpointsService, DeliveriesService, ReplaysService, EndpointTester],
})
export class WebhooksModule {}
