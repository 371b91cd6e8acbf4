import {
  ChangeQueryDto,
  contractName,
  keyContract,
  keyExample,
  keyNames,
  namedContract,
  type RecordType,
  type RepeatMode,
  RepeatModeField,
} from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  type Dto,
  exampleOf,
  IntegerField,
  invalidRequest,
  JsonField,
  ListField,
  ObjectField,
  ProblemDto,
  schemaRef,
  TextField,
  validatedBody,
} from '@platform/http';
import { exampleId } from '@platform/ids';

import { type BatchKind, OPS } from './batch-item';
import type { Batch } from './batch-plan';

/** How many operations a batch has at most. */
const MAX_OPERATIONS = 1000;

/** How many operations a body has that was not checked yet; never more than a batch may have. */
export function batchSize(body: unknown): number {
  if (typeof body !== 'object' || body === null || !('operations' in body)) return 0;
  return Array.isArray(body.operations) ? Math.min(body.operations.length, MAX_OPERATIONS) : 0;
}

/** What a batch takes beside its body. */
export class BatchQueryDto extends ChangeQueryDto {
  @ChoiceField(['summary', 'full'], {
    optional: true,
    description: '`full` adds the whole record to each result; `summary`, unless told, tells its id.',
  })
  return?: string;
}

/** The same where records may repeat others. */
class RepeatingBatchQueryDto extends BatchQueryDto {
  @RepeatModeField() duplicates?: RepeatMode;
}

/** The query string of a batch. */
export type BatchQuery = BatchQueryDto & RepeatingBatchQueryDto;

/** The contracts of a batch about these types; `word` begins their names. */
export interface BatchContracts extends BatchKind {
  readonly query: Dto;
  readonly accepts: Dto;
  readonly returns: Dto;
}

const SOMETIMES = { optional: true, nullable: false };

/** The contracts of batches about one type, or across types. */
export function batchContracts(types: readonly RecordType[]): BatchContracts {
  const [only, ...more] = types;
  if (!only) throw new Error('A batch is about at least one type.');
  const name = (behind: string) => (more.length > 0 ? behind : contractName(only.view, behind));
  const operation = namedContract(name('BatchOperation'), operationFields(types, only));
  const result = namedContract(name('BatchResult'), resultFields(types));
  const accepts = namedContract(name('Batch'), {
    atomic: ATOMIC,
    operations: ListField(operation, { max: MAX_OPERATIONS, example: exampleOperations(types, only) }),
  });
  const returns = namedContract(name('BatchAnswer'), {
    results: ListField(result, {
      max: MAX_OPERATIONS,
      description: 'In the order of the operations.',
      example: [{ key: 'row-1', status: 201, id: exampleId(only.name), result: 'created' }],
    }),
    summary: ObjectField(SummaryDto, { description: 'How many operations came to each result.' }),
  });
  const query = types.some(({ repeats }) => repeats) ? RepeatingBatchQueryDto : BatchQueryDto;
  return { types, operation, query, accepts, returns };
}

const ATOMIC = BooleanField({
  ...SOMETIMES,
  example: false,
  description: 'Whether all operations are done or none; each for itself unless told.',
});

function operationFields(types: readonly RecordType[], only: RecordType): Record<string, PropertyDecorator> {
  const contracts = types.flatMap(({ create, update }) => [schemaRef(create), schemaRef(update)]);
  const isAcross = types.length > 1;
  return {
    op: ChoiceField(OPS, { description: 'What to do.' }),
    ...(isAcross && {
      object: ChoiceField(
        types.map(({ name }) => name),
        { description: 'The kind of record.' },
      ),
    }),
    key: TextField({
      ...SOMETIMES,
      example: 'row-1',
      description: 'Your own label, told back in the result.',
    }),
    id: JsonField(isAcross ? { anyOf: [{ type: 'string' }, REFERENCE] } : { type: 'string' }, {
      ...SOMETIMES,
      description: 'Which record to update or delete.',
    }),
    by: ObjectField(isAcross ? KeyDto : keyContract(only), {
      ...SOMETIMES,
      description: 'The key of the record to upsert.',
    }),
    if_match: TextField({ ...SOMETIMES, description: 'The ETag that you read, as in If-Match.' }),
    idempotency_key: TextField({
      ...SOMETIMES,
      max: 255,
      pattern: /^[\x21-\x7e]+$/,
      description: 'Your own name for this write: sent again within 24 hours it is not done twice.',
    }),
    data: JsonField(
      isAcross
        ? {
            type: 'object',
            description: 'The fields; in place of an id, `{"$ref": "key.id"}` names another operation.',
          }
        : { anyOf: contracts },
      { ...SOMETIMES },
    ),
  };
}

const REFERENCE = {
  type: 'object',
  required: ['$ref'],
  properties: { $ref: { type: 'string' } },
  additionalProperties: false,
};

/** A key in a batch across objects. */
class KeyDto {
  @TextField({ max: 50, example: 'external_id', description: 'Which of its keys names the record.' })
  field: string;

  @TextField({ max: 1000, example: 'shop:4711' }) value: string;
}

function resultFields(types: readonly RecordType[]): Record<string, PropertyDecorator> {
  return {
    key: TextField({ ...SOMETIMES, example: 'row-1', description: 'The label of the operation.' }),
    status: IntegerField({
      min: 200,
      max: 599,
      example: 201,
      description: 'The HTTP status that the operation would have had alone.',
    }),
    id: TextField({ ...SOMETIMES, description: 'The record.' }),
    result: ChoiceField(['created', 'updated', 'unchanged', 'deleted'], SOMETIMES),
    record: JsonField({ anyOf: types.map(({ view }) => schemaRef(view)) }, SOMETIMES),
    replayed: BooleanField({
      ...SOMETIMES,
      description: 'Set when it was done before under its idempotency_key.',
    }),
    problem: ObjectField(ProblemDto, { ...SOMETIMES, description: 'Why nothing was done.' }),
    ...repeatFields(types),
  };
}

/** The records that one may repeat; of their kind. */
function repeatFields(types: readonly RecordType[]): Record<string, PropertyDecorator> {
  const answers = types.flatMap(({ repeats }) => (repeats ? [schemaRef(repeats.answer)] : []));
  if (answers.length === 0) return {};
  const schema = { type: 'array', maxItems: 50, items: { anyOf: answers } };
  const description = 'The records that it may be the same as, when anybody is to be told.';
  return { duplicates: JsonField(schema, { ...SOMETIMES, description, example: [] }) };
}

const count = (description: string) =>
  IntegerField({ ...SOMETIMES, min: 1, max: MAX_OPERATIONS, description });

/** How many operations came to each result. */
class BatchSummaryDto {
  @count('Records that are new.') created?: number;
  @count('Records that changed.') updated?: number;
  @count('Records that were so already.') unchanged?: number;
  @count('Records that were deleted.') deleted?: number;
  @count('Operations with a problem.') failed?: number;
}

const SummaryDto = BatchSummaryDto;

function exampleOperations(types: readonly RecordType[], only: RecordType): unknown[] {
  const isAcross = types.length > 1;
  const object = isAcross ? { object: only.name } : {};
  const [field] = keyNames(only);
  return [
    { op: 'create', ...object, key: 'row-1', data: exampleOf(only.create) },
    {
      op: 'upsert',
      ...object,
      key: 'row-2',
      by: { field, value: keyExample(only) },
      data: exampleOf(only.create),
    },
  ];
}

const EnvelopeDto = namedContract('BatchEnvelope', { atomic: ATOMIC, operations: JsonField({}) });

/** Reads the envelope of a batch; what is wrong with single operations is told in their results. */
export function readBatch(body: unknown, query: BatchQuery): Batch {
  const { atomic = false, operations } = validatedBody(EnvelopeDto, body) as {
    atomic?: boolean;
    operations: unknown;
  };
  if (!Array.isArray(operations)) {
    throw invalidRequest([{ pointer: '/operations', code: 'wrong_type', detail: 'This must be a list' }]);
  }
  if (operations.length > MAX_OPERATIONS) {
    const detail = `There may be at most ${MAX_OPERATIONS} operations: send several batches`;
    throw invalidRequest([{ pointer: '/operations', code: 'too_many', detail }]);
  }
  return {
    atomic,
    operations,
    keys: keysOf(operations),
    lists: query.list_mode,
    full: query.return === 'full',
    duplicates: query.duplicates,
  };
}

function keysOf(operations: readonly unknown[]): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  operations.forEach((operation, at) => {
    const key =
      typeof operation === 'object' && operation !== null && 'key' in operation ? operation.key : null;
    if (typeof key !== 'string') return;
    if (keys.has(key)) {
      const detail = `Operation ${keys.get(key) ?? 0} has the same key: name each differently`;
      throw invalidRequest([{ pointer: `/operations/${at}/key`, code: 'duplicate', detail }]);
    }
    keys.set(key, at);
  });
  return keys;
}
