import { isSegmented, type RecordType } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';

import { SegmentReader } from './segment-reader';
import { segmentsController } from './segments.controller';

/** The routes of segments beyond the standard ones. */
@Module({})
export class SegmentsModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: SegmentsModule,
      controllers: [segmentsController(types.filter(({ name }) => isSegmented(name)))],
      providers: [SegmentReader],
    };
  }
}
