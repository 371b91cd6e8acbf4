export { MergedId } from './merged-id.entity';
export { isMergedObject, MERGED_OBJECTS, type MergedObject } from './merged-objects';
export { addRedirects, type Merging, type Redirect, takeBackRedirects, type Unmerging } from './redirects';
export { idsMergedInto, survivorsOf } from './survivors';
