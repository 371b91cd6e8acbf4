import { type RecordType, RecordWritesModule } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CursorCodec } from '@platform/http';

import { LinkMover } from './link-mover';
import { LinkReturner } from './link-returner';
import { mergeController } from './merge.controller';
import { Merge, MergedRecord, MergeTurn, MovedLink } from './merge.entity';
import { MergeReader } from './merge-reader';
import { Merger } from './merger';
import { Merges } from './merges';
import { MergesController } from './merges.controller';
import { SurvivorWriter } from './survivor-writer';
import { Unmerger } from './unmerger';

/** Merges records and undoes that, for whoever starts it: also in a worker. */
@Module({
  imports: [RecordWritesModule],
  providers: [Merges, Merger, Unmerger, SurvivorWriter, LinkMover, LinkReturner],
  exports: [Merges],
})
export class MergingModule {}

/** Records are merged, and merges undone. */
@Module({})
export class MergesModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: MergesModule,
      imports: [TypeOrmModule.forFeature([Merge, MergedRecord, MergeTurn, MovedLink]), MergingModule],
      controllers: [...types.map(mergeController), MergesController],
      providers: [MergeReader, CursorCodec],
    };
  }
}
