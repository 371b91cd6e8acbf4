export type { MergeInput } from './merge-request';
export { Merges } from './merges';
export { MergesModule } from './merges.module';
export { defineRowPlace } from './row-places';
