import { Global, Module } from '@nestjs/common';
import { Settings } from '@platform/config';

import { KeyStore } from './key-store';

/** Hands out the key store of the process. */
@Global()
@Module({
  providers: [
    {
      provide: KeyStore,
      inject: [Settings],
      useFactory: ({ masterKey, previousMasterKeys }: Settings) =>
        new KeyStore({ masterKey, previousKeys: [...previousMasterKeys] }),
    },
  ],
  exports: [KeyStore],
})
export class SecretsModule {}
