import { Module } from '@nestjs/common';

import { DeliveryWorker, DISPATCHER_OPTIONS, defaultDispatcherOptions } from './delivery-worker';
import { EndpointsModule } from './endpoints.module';

/** The worker's side of webhooks: importing it starts the deliveries. */
@Module({
  imports: [EndpointsModule],
  providers: [DeliveryWorker, { provide: DISPATCHER_OPTIONS, useValue: defaultDispatcherOptions }],
})
export class WebhookDeliveryModule {}
