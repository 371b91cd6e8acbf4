export { type MergeInput, requireMergeScopes } from './merge-request';
export { Merges } from './merges';
export { MergesModule, MergingModule } from './merges.module';
export { movedColumns } from './moved-columns';
export { defineRowPlace } from './row-places';
export { LIST_STRATEGIES, type ListStrategy, STRATEGIES, type Strategy } from './strategy';
