import type { RecordType } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CursorCodec } from '@platform/http';

import { LinkMover } from './link-mover';
import { LinkReturner } from './link-returner';
import { Merge, MergedRecord, MovedLink } from './merge.entity';
import { mergeController } from './merge.controller';
import { MergeReader } from './merge-reader';
import { Merger } from './merger';
import { Merges } from './merges';
import { MergesController } from './merges.controller';
import { SurvivorWriter } from './survivor-writer';
import { Unmerger } from './unmerger';

/** Records are merged, and merges undone. */
@Module({})
export class MergesModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: MergesModule,
      imports: [TypeOrmModule.forFeature([Merge, MergedRecord, MovedLink])],
      controllers: [...types.map(mergeController), MergesController],
      providers: [Merges, MergeReader, Merger, Unmerger, SurvivorWriter, LinkMover, LinkReturner, CursorCodec],
      exports: [Merges],
    };
  }
}
