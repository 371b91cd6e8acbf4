export { firstUuidOf, newUuid, timeOfUuid, uuidOfTime } from './new-uuid';
export { exampleId, ID_PREFIXES, type IdKind, idPattern, kindOf, toTypeId, toUuid } from './type-id';
