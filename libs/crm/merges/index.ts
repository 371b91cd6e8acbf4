export type { MergeInput } from './merge-request';
export { Merges } from './merges';
export { MergesModule } from './merges.module';
export { movedColumns } from './moved-columns';
export { defineRowPlace } from './row-places';
