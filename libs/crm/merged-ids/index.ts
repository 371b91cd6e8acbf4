export { MergedIdsModule } from './merged-ids.module';
export { isMergedObject, MERGED_OBJECTS, type MergedObject } from './merged-objects';
export { addRedirects, type Merging, type Redirect, takeBackRedirects, type Unmerging } from './redirects';
export { allIdsOf, allIdsOfAny, mayBeMerged, survivorsOf, survivorsOfAny } from './survivors';
