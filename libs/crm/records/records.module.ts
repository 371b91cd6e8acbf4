import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { OutsideChecks } from './outside-checks';
import { recordController } from './record.controller';
import { RecordService } from './record.service';
import { RecordReader } from './record-reader';
import type { RecordType } from './record-type';

/** Gives each record type its table, its routes and its events. */
@Global()
@Module({
  providers: [RecordReader, RecordService, OutsideChecks],
  exports: [RecordReader, RecordService, OutsideChecks],
})
export class RecordsModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: RecordsModule,
      imports: [TypeOrmModule.forFeature(types.map((type) => type.row))],
      controllers: types.map(recordController),
    };
  }
}
