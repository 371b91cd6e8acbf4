import type { RecordType } from '@crm/records';
import { type DynamicModule, Module } from '@nestjs/common';

import { StageHistory } from './stage-history';
import { stageHistoryController } from './stage-history.controller';
import { Transitions } from './transitions';

/** How records go through their stages: where they stood, and where they can go. */
@Module({})
export class StageHistoryModule {
  static forTypes(types: readonly RecordType[]): DynamicModule {
    return {
      module: StageHistoryModule,
      controllers: types.map(stageHistoryController),
      providers: [StageHistory, Transitions],
    };
  }
}
