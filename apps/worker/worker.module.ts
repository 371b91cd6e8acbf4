import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule, type Settings } from '@platform/config';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { ObservabilityModule } from '@platform/observability';
import { SecretsModule } from '@platform/secrets';

import { WORKER_PARTS } from './worker-parts';

/** The parts of the worker, and what they stand on. */
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
        ...WORKER_PARTS,
      ],
    };
  }
}
