import type { RecordType } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';

import { timelineController } from './timeline.controller';
import { TimelineReader } from './timeline-reader';

/** The timelines of records. */
@Module({ providers: [TimelineReader] })
export class TimelineModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return { module: TimelineModule, controllers: types.map(timelineController) };
  }
}
