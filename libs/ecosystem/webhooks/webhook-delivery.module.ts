import { Module } from '@nestjs/common';

import { DeliveryWorker } from './delivery-worker';
import { dispatcherProvider, optionsProvider } from './dispatcher.provider';
import { EndpointsModule } from './endpoints.module';

/** The worker's side of webhooks: importing it starts the deliveries. */
@Module({ imports: [EndpointsModule], providers: [DeliveryWorker, dispatcherProvider, optionsProvider] })
export class WebhookDeliveryModule {}
