import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PollLoop } from '@platform/events';

import { OidcRecord } from './oidc-record.entity';
import { OidcRecords } from './oidc-records';
import { SigningKey } from './signing-key.entity';
import { SigningKeys } from './signing-keys';

const AT_ONCE = 1000;

/** Removes expired tokens and used assertions, and replaces the keys that sign, in the background: for the worker. */
@Module({
  imports: [TypeOrmModule.forFeature([OidcRecord, SigningKey])],
  providers: [OidcRecords, SigningKeys],
})
export class OAuthUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'OAuthUpkeep',
    step: async () => {
      const now = new Date();
      const removed = await this.records.removeExpired(now, AT_ONCE);
      if (removed === AT_ONCE) return 'all';
      await this.signingKeys.renew(now);
      return 'none';
    },
    busyMs: 1000,
    idleMs: 60_000,
  });

  constructor(
    private readonly records: OidcRecords,
    private readonly signingKeys: SigningKeys,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
