import { Global, Module } from '@nestjs/common';
import { Settings } from '@platform/config';

import { FileStore } from './file-store';
import { LocalFileStore } from './local-file-store';

/** Hands out where the bytes of files are. */
@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [Settings],
      useFactory: ({ filesDir }: Settings) => new LocalFileStore(filesDir),
    },
  ],
  exports: [FileStore],
})
export class FilesModule {}
