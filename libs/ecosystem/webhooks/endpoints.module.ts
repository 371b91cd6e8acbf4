import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '@platform/mail';
import { OutboundHttp } from '@platform/outbound-http';

import { Attempt, Delivery, FinishedDelivery } from './delivery.entities';
import { EndpointHealth } from './endpoint-health';
import { EndpointNotices } from './endpoint-notices';
import { EndpointOwners } from './endpoint-owners';
import { EndpointSecrets } from './endpoint-secrets';
import { EndpointStore } from './endpoint-store';
import { InstallationEndpoints } from './installation-endpoints';
import { Lane } from './lane.entity';
import { outboundProvider } from './outbound.provider';
import { WebhookReplay } from './replay.entity';
import { WebhookSigningKey } from './signing-key.entity';
import { WebhookSigningKeys } from './signing-keys';
import { SubscriptionVersion } from './subscription-version.entity';
import { WebhookEndpoint } from './webhook-endpoint.entity';

/** What the API and the worker both need of endpoints. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      WebhookEndpoint,
      WebhookSigningKey,
      Lane,
      Delivery,
      FinishedDelivery,
      Attempt,
      WebhookReplay,
      SubscriptionVersion,
    ]),
    MailModule,
  ],
  providers: [
    EndpointStore,
    EndpointOwners,
    EndpointSecrets,
    EndpointHealth,
    EndpointNotices,
    InstallationEndpoints,
    WebhookSigningKeys,
    outboundProvider,
  ],
  exports: [
    EndpointStore,
    EndpointOwners,
    EndpointSecrets,
    EndpointHealth,
    InstallationEndpoints,
    WebhookSigningKeys,
    OutboundHttp,
  ],
})
export class EndpointsModule implements OnApplicationShutdown {
  constructor(private readonly outbound: OutboundHttp) {}

  onApplicationShutdown(): void {
    this.outbound.close();
  }
}
