import { WebhookDeliveryModule } from '@ecosystem/webhooks';
import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule, type Settings } from '@platform/config';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { ObservabilityModule } from '@platform/observability';
import { SecretsModule } from '@platform/secrets';

/** What runs behind the API: sequencing, fan-out and delivery of events. */
@Module({})
export class WorkerModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.with(settings),
        DatabaseModule,
        SecretsModule,
        EventsModule,
        ObservabilityModule,
        WebhookDeliveryModule,
      ],
    };
  }
}
