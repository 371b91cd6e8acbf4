import { Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PollLoop } from '@platform/events';

import { OidcRecord } from './oidc-record.entity';
import { OidcRecords } from './oidc-records';
import { SigningKey } from './signing-key.entity';
import { SigningKeys } from './signing-keys';

const AT_ONCE = 1000;
const HOUR_MS = 60 * 60 * 1000;

/** Removes expired tokens and used assertions, and replaces the keys that sign, in the background: for the worker. */
@Module({
  imports: [TypeOrmModule.forFeature([OidcRecord, SigningKey])],
  providers: [OidcRecords, SigningKeys],
})
export class OAuthUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('OAuthUpkeep');

  private readonly loops = [
    new PollLoop({
      name: 'OAuthUpkeep',
      step: async () => {
        const removed = await this.records.removeExpired(new Date(), AT_ONCE);
        return removed === AT_ONCE ? 'all' : 'none';
      },
      busyMs: 1000,
      idleMs: 60_000,
    }),
    new PollLoop({
      name: 'SigningKeys',
      step: async () => {
        if (await this.signingKeys.renew(new Date())) this.logger.log('The keys that sign were renewed.');
        return 'none';
      },
      busyMs: HOUR_MS,
      idleMs: HOUR_MS,
    }),
  ];

  constructor(
    private readonly records: OidcRecords,
    private readonly signingKeys: SigningKeys,
  ) {}

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}
