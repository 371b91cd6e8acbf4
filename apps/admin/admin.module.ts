import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ConfigModule, type Settings } from '@platform/config';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { SecretsModule } from '@platform/secrets';

/** What an operator's commands stand on: the database alone, without routes. */
@Module({})
export class AdminModule {
  static with(settings: Settings, parts: readonly Type[]): DynamicModule {
    return {
      module: AdminModule,
      imports: [ConfigModule.with(settings), DatabaseModule, SecretsModule, EventsModule, ...parts],
    };
  }
}
