import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PollLoop } from '@platform/events';

import { OidcRecord } from './oidc-record.entity';
import { OidcRecords } from './oidc-records';

const AT_ONCE = 1000;

/** Removes expired tokens and used assertions in the background: for the worker. */
@Module({ imports: [TypeOrmModule.forFeature([OidcRecord])], providers: [OidcRecords] })
export class OAuthUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'OAuthUpkeep',
    step: async () => {
      const removed = await this.records.removeExpired(new Date(), AT_ONCE);
      return removed === AT_ONCE ? 'all' : 'none';
    },
    busyMs: 1000,
    idleMs: 60_000,
  });

  constructor(private readonly records: OidcRecords) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
