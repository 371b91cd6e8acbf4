export { compileFilter } from './compile-filter';
export { eventFilterSchema, eventSubject, type ToldFields } from './event-filter-schema';
export { EVERYTHING, type Filter, type StoredFilter } from './filter';
export { FILTER_LIMITS, type FilterFault } from './filter-faults';
export { conditionSchemas, filterConditions, filterJsonSchema } from './filter-json-schema';
export type {
  Bind,
  FilterCaller,
  FilterField,
  FilterLink,
  FilterSchema,
  Json,
  KeptFilter,
  ListField,
  ScalarField,
  ValueIndex,
  ValueType,
} from './filter-schema';
export { foldText, SORT_KEY_LENGTH, sortKey } from './fold-text';
export { matchesFilter } from './matches-filter';
export { OPERATORS } from './operators';
export { filterJson, type ParsedFilter, parseFilter, parseFilterText } from './parse-filter';
export { type IdsByName, idsNamedIn, withIds } from './replace-ids';
export { segmentIdsIn } from './segments';
export { atTime, isStoredFilter, storedFilter } from './stored-filter';
export { compareValues } from './value-order';
export { ownField } from './values-in';
