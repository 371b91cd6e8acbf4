import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OutboundHttp } from '@platform/outbound-http';

import { Attempt, Delivery, FinishedDelivery } from './delivery.entities';
import { EndpointSecrets } from './endpoint-secrets';
import { EndpointStore } from './endpoint-store';
import { InstallationEndpoints } from './installation-endpoints';
import { Lane } from './lane.entity';
import { outboundProvider } from './outbound.provider';
import { WebhookReplay } from './replay.entity';
import { WebhookEndpoint } from './webhook-endpoint.entity';

/** What the API and the worker both need of endpoints. */
@Module({
  imports: [
    TypeOrmModule.forFeature([WebhookEndpoint, Lane, Delivery, FinishedDelivery, Attempt, WebhookReplay]),
  ],
  providers: [EndpointStore, EndpointSecrets, InstallationEndpoints, outboundProvider],
  exports: [EndpointStore, EndpointSecrets, InstallationEndpoints, OutboundHttp],
})
export class EndpointsModule implements OnApplicationShutdown {
  constructor(private readonly outbound: OutboundHttp) {}

  onApplicationShutdown(): void {
    this.outbound.close();
  }
}
