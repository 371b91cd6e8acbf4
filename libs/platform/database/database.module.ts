import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '@platform/config';

import { connectionOptions } from './connection-options';
import { Database } from './database';
import { Notifications } from './notifications';

/** Longer than any statement may work: a step of a bulk update has six times the limit of a list. */
const LEAST_SILENT_MS = 90_000;

/** Opens the pool of this process and hands out the Database. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => ({
        ...connectionOptions(settings.databaseUrl, {
          max: settings.databasePoolSize,
          silentMs: Math.max(LEAST_SILENT_MS, settings.listTimeoutMs * 9),
        }),
        autoLoadEntities: true,
        retryAttempts: 0,
      }),
    }),
  ],
  providers: [Database, Notifications],
  exports: [Database, Notifications],
})
export class DatabaseModule {}
