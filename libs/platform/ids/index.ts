export { exampleId, ID_PREFIXES, type IdKind, idPattern, kindOf, newUuid, toTypeId, toUuid } from './type-id';
