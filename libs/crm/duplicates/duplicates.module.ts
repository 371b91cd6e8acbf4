import type { RecordType } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { DuplicateSearch } from './duplicate-search';
import { duplicatesController } from './duplicates.controller';
import { MatchKeyFill } from './match-key.entity';

/** The routes by which duplicates are looked for. */
@Module({})
export class DuplicatesModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: DuplicatesModule,
      imports: [TypeOrmModule.forFeature([MatchKeyFill])],
      controllers: types.map(duplicatesController),
      providers: [DuplicateSearch],
    };
  }
}
