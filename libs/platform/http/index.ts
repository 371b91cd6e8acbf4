export { type GuardedRequest, idempotencyClaim, originOf } from './access.guard';
export { Authenticator, PossessionCheck, type SentToken } from './authenticator';
export { Ctx } from './ctx.decorator';
export { CursorCodec } from './cursor-codec';
export { etagOf, isKnownToCaller, staleVersion, tagged } from './etag';
export { CURRENCY_CODES } from './fields/currency-codes';
export { answerOf, changesOf, fieldNames } from './fields/derived-dto';
export {
  addOptional,
  declareUnion,
  dtoSchemas,
  exampleOf,
  leaveOpen,
  nameSchema,
  schemaName,
  schemaRef,
} from './fields/dto-schemas';
export {
  type Dto,
  declare,
  type FieldOptions,
  type FieldSpec,
  field,
  fieldsOf,
  type JsonSchema,
} from './fields/field-spec';
export {
  BooleanField,
  ChoiceField,
  ChoicesField,
  CurrencyField,
  DateField,
  DecimalField,
  IdField,
  IdsField,
  IntegerField,
  isCalendarDay,
  isInstant,
  JsonField,
  JsonTextField,
  ListField,
  ObjectField,
  TextField,
  TextListField,
  TimeField,
} from './fields/fields';
export { check, isStorableText, lengthOf } from './fields/text-checks';
export { hiddenBy, withoutHidden } from './hidden-fields';
export { HttpModule } from './http.module';
export { httpAdapter, prepareServer } from './http-server';
export { describeIdParam, IdParam, storedId } from './id-param.decorator';
export { Operation, operationSchemas, operationScopes } from './operation.decorator';
export type { PerItemCost } from './operation-cost';
export { DEFAULT_PAGE_SIZE, type Page, PageQueryDto, pageOf } from './page';
export { ProblemDto } from './problem.dto';
export { type Fault, ProblemError } from './problem-error';
export {
  addressNotAllowed,
  conflict,
  invalidRequest,
  missingRight,
  missingScope,
  notFound,
  preconditionFailed,
  unauthorized,
  unprocessable,
  versionMismatch,
} from './problems';
export { type AnonymousLimit, RateGate } from './rate-gate';
export { type RawBody, rawBodyOf } from './raw-bodies';
export {
  type Actor,
  type IdempotencyClaim,
  type Origin,
  type Principal,
  RequestContext,
} from './request-context';
export {
  defineGovernedObject,
  FIELD_LIMITS,
  type FieldLimit,
  type GovernedObject,
  governedObject,
  type ObjectRights,
  type PlaceRights,
  REACHES,
  RECORD_ACTIONS,
  type Reach,
  type RecordAction,
  type Rights,
  seesEverything,
  type TellingField,
} from './rights';
export { RouteCatalog } from './route-catalog';
export { defineScope, type Scope } from './scope';
export { problemBody } from './send-problem';
export { validated, validatedBody, validatedIfSent, validatedQuery } from './validated';
