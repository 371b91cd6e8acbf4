import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { reverseLinksOf } from './links';
import { pointingListController } from './pointing-lists.controller';
import { recordController } from './record.controller';
import { RecordService } from './record.service';
import { RecordMover } from './record-mover';
import { RecordOrder } from './record-order';
import { recordReadController } from './record-read.controller';
import { RecordReader } from './record-reader';
import { shapeOf } from './record-shape';
import { RecordTrials } from './record-trials';
import type { RecordType } from './record-type';
import { RecordWritesModule } from './record-writes.module';
import { upsertController } from './upsert.controller';

/** Gives each record type its table, its routes and its events. */
@Global()
@Module({
  imports: [RecordWritesModule],
  providers: [RecordReader, RecordService, RecordMover, RecordOrder, RecordTrials],
  exports: [RecordReader, RecordService, RecordMover, RecordOrder, RecordTrials],
})
export class RecordsModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: RecordsModule,
      imports: [TypeOrmModule.forFeature(rowsOf(types))],
      controllers: [
        ...types.map(recordReadController),
        ...types.map(recordController),
        ...types.filter(hasKeys).map(upsertController),
        ...types.flatMap((type) => reverseLinksOf(type).map((link) => pointingListController(type, link))),
      ],
    };
  }
}

const hasKeys = (type: RecordType): boolean => shapeOf(type).uniqueKeys.length > 0;

/** The entities of the types, and of the tables that they are found by. */
const rowsOf = (types: readonly RecordType[]): Type[] => [
  ...new Set(types.flatMap((type) => [type.row, ...shapeOf(type).lookups.map((lookup) => lookup.row)])),
];
