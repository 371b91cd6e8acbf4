import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '@platform/config';
import { DataSource } from 'typeorm';

import { connectionOptions } from './connection-options';
import { Database, poolOf } from './database';
import { Notifications } from './notifications';
import { observePool } from './pool-metrics';

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
export class DatabaseModule implements OnModuleInit {
  constructor(private readonly dataSource: DataSource) {}

  onModuleInit(): void {
    observePool(poolOf(this.dataSource));
  }
}
