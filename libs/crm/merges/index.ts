export { forgetJournals } from './forget-journals';
export type { MergeInput } from './merge-request';
export { Merges } from './merges';
export { MergesModule } from './merges.module';
export { MergesUpkeepModule } from './merges-upkeep.module';
export { movedColumns } from './moved-columns';
export { defineRowPlace } from './row-places';
