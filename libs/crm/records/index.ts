export { ChangeQueryDto, RepeatModeField } from './change-query.dto';
export { checkPatch } from './check-patch';
export {
  CUSTOM,
  type CustomField,
  customPath,
  type FieldOption,
  type FieldRules,
  keyOfPath,
} from './custom-fields/custom-field';
export { indexRows } from './custom-fields/custom-field-kind';
export { CustomFieldsField } from './custom-fields/custom-fields-field';
export { uniqueFormOf } from './custom-fields/custom-keys';
export { KEY_PATTERN } from './custom-fields/custom-paths';
export { type TypedField, typedFields } from './custom-fields/custom-values';
export { type DescribedField, describeCustomFields } from './custom-fields/describe-custom-fields';
export { isCustomizable, ownType } from './custom-fields/own-type';
export {
  type CustomType,
  customType,
  customTypeNames,
  defineCustomType,
  storedText,
} from './custom-fields/value-type';
export { isRe2, MAX_LONG_TEXT, MAX_TEXT, readText } from './custom-fields/value-types';
export { forgetFields } from './custom-fields/workspace-fields';
export { DisplayNameField, NAME_TELLS } from './display-name';
export type { Draft, Outcome, Telling, Written } from './draft';
export { refusal, writtenOf, writtenViews } from './draft';
export { draftRow, readableRow, seenType } from './draft-rows';
export { Edit } from './edit';
export {
  type Columns,
  defineFieldKind,
  type Exclusive,
  type FieldKind,
  type Lookup,
  type OwnLookup,
} from './field-kind';
export { isEmptyAt, writtenPaths } from './field-paths';
export { filterFaults } from './filter-faults';
export { filterableNames, ownFields } from './filter-schema-of';
export { eventFilterSchemaOf } from './filter-schema-of-events';
export { FilterTextField, nameFilter } from './filter-text-field';
export { fillFoundBy } from './found-by-filler';
export { givenKeysOf } from './given-keys';
export type { Trial } from './judge';
export { isSegmented, SEGMENTED } from './kept-filters';
export { checkListed } from './listed-references';
export { type Locked, lockRecords, lockRows } from './locked-records';
export { countMatching, groupMatching, lockMatching } from './matching-records';
export { LIST_MODES, type ListMode } from './merged-list';
export { contractName, namedContract } from './named-contract';
export type { DraftView, Refusals } from './outside-checks';
export { changedMeanwhile, DRAFTS, type OutsideCheck, OutsideChecks } from './outside-checks';
export { holdParent, InParent } from './parents';
export { customPointingIds, pointingIds } from './pointing-records';
export { ActorDto, recordAnswer } from './record.dto';
export { RecordRow } from './record.entity';
export { RecordService, type Target } from './record.service';
export { completion, creation, deletion, patch, upsertion } from './record-drafts';
export { RecordMover } from './record-mover';
export { RecordOrder } from './record-order';
export type { LockedRecord } from './record-pages';
export { COUNT_CAP } from './record-pages';
export { filterCallerOf, plainFilter, requireScope } from './record-query';
export {
  type FilterQuery,
  filterQueryOf,
  type ListQueryDto,
  listQueryOf,
  listQueryOfAny,
} from './record-query.dto';
export { RecordReader } from './record-reader';
export { RecordTrials } from './record-trials';
export {
  type ChangeEvent,
  type Consequence,
  defineRecordType,
  type RecordType,
  recordTypeOf,
  recordTypes,
  type Sort,
} from './record-type';
export { publicForm, type RecordView } from './record-view';
export { RecordWriter } from './record-writer';
export { RecordWritesModule } from './record-writes.module';
export { RecordsModule } from './records.module';
export { knownIds, reportUnknown } from './references';
export { refusedPaths } from './refused-paths';
export type { Repeated, Repeating, RepeatMode, Repeats } from './repeats';
export { reachable } from './rights/reachable';
export {
  isHidden,
  isHiddenWithin,
  reachedIds,
  readableCondition,
  readableIds,
  readablePublicIds,
} from './rights/readable-records';
export { idsWithin, isBlank, type RowPart, rowParts, withIds } from './row-parts';
export { rowTable } from './row-table';
export { sortableNames } from './sort';
export { dropTakenKeys } from './taken-keys';
export { targeted } from './targeted.decorator';
export { toldFields } from './told-fields';
export { type KeyInput, keyContract, keyExample, keyNames, keyValue } from './upsert.dto';
export { withinTime } from './within-time';
