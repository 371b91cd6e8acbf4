import { Global, Logger, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Settings } from '@platform/config';

import { KeyStore } from './key-store';
import { keyStoreOf } from './key-store-of';

/** How soon a process goes by a master key file that was changed. */
const LOOK_EVERY_MS = 1000;

/** Hands out the key store of the process, and keeps it up with its file. */
@Global()
@Module({
  providers: [
    { provide: KeyStore, inject: [Settings], useFactory: (settings: Settings) => keyStoreOf(settings) },
  ],
  exports: [KeyStore],
})
export class SecretsModule implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Secrets');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly keys: KeyStore) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** A file that cannot be read leaves the keys as they are. */
  private look(): void {
    try {
      if (this.keys.refresh()) this.logger.log(`The key ${this.keys.currentId} seals from now on`);
    } catch (error) {
      this.logger.error({ err: error }, 'The master key file could not be read again');
    }
  }
}
