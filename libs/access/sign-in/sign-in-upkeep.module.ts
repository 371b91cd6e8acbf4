import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PollLoop } from '@platform/events';

import { OneTimeLink } from './one-time-link.entity';
import { OneTimeLinks } from './one-time-links';
import { Session } from './session.entity';
import { SessionStore } from './session-store';
import { SignInTries } from './sign-in-tries';
import { SignInTry } from './sign-in-try.entity';

/** Removes sessions, links and counts that are over in the background: for the worker. */
@Module({
  imports: [TypeOrmModule.forFeature([Session, SignInTry, OneTimeLink])],
  providers: [OneTimeLinks, SessionStore, SignInTries],
})
export class SignInUpkeepModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new PollLoop({
    name: 'SignInUpkeep',
    step: async () => {
      const now = new Date();
      await this.sessions.removeExpired(now);
      await this.links.removeExpired(now);
      await this.tries.removeExpired(now);
      return 'none';
    },
    busyMs: 60_000,
    idleMs: 600_000,
  });

  constructor(
    private readonly sessions: SessionStore,
    private readonly links: OneTimeLinks,
    private readonly tries: SignInTries,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }
}
