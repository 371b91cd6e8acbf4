export { eraseMerges } from './erase-merges';
export { forgetJournals } from './forget-journals';
export { type MergeInput, requireMergeScopes } from './merge-request';
export { Merges } from './merges';
export { MergesModule, MergingModule } from './merges.module';
export { MergesUpkeepModule } from './merges-upkeep.module';
export { movedColumns } from './moved-columns';
export { defineRowPlace } from './row-places';
export { LIST_STRATEGIES, type ListStrategy, STRATEGIES, type Strategy } from './strategy';
