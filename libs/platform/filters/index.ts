export { compileFilter } from './compile-filter';
export { EVERYTHING, type Filter } from './filter';
export { FILTER_LIMITS, type FilterFault } from './filter-faults';
export { conditionSchemas, filterJsonSchema } from './filter-json-schema';
export type {
  Bind,
  FilterCaller,
  FilterField,
  FilterLink,
  FilterSchema,
  Json,
  ListField,
  ScalarField,
  ValueType,
} from './filter-schema';
export { foldText, SORT_KEY_LENGTH, sortKey } from './fold-text';
export { matchesFilter } from './matches-filter';
export { type ParsedFilter, parseFilter, parseFilterText } from './parse-filter';
