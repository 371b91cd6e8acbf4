import type { RequestContext } from '@platform/http';
import {
  ChoiceField,
  check,
  type Dto,
  field,
  invalidRequest,
  type JsonSchema,
  ObjectField,
  TextField,
} from '@platform/http';

import { orCustomPaths, PATH_PATTERN } from './custom-fields/custom-paths';
import { isCustomizable } from './custom-fields/own-type';
import type { KeyValue } from './draft';
import { contractName, namedContract } from './named-contract';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';
import { repeatsField } from './repeats';
import { seenBy } from './rights/seen-by';

/** A key as callers write it. */
export interface KeyInput {
  readonly field: string;
  readonly value: string;
}

/** The body of an upsert. */
export interface UpsertInput {
  readonly by: KeyInput;
  readonly data: object;
}

/** The names of the keys that records of a type can be found by. */
export const keyNames = (type: RecordType): string[] =>
  shapeOf(type).uniqueKeys.map(({ exclusive }) => exclusive.key);

/** The schema of the name of a key. */
export const keySchema = (type: RecordType): JsonSchema => orCustomPaths(type, keyNames(type), 'path');

/** An example of a key's value. */
export const keyExample = (type: RecordType): string => shapeOf(type).uniqueKeys[0]?.exclusive.example ?? '';

/** The name of a key: one that all records of the type have, or the path of a unique custom field. */
function KeyNameField(type: RecordType): PropertyDecorator {
  const description = 'Which of its keys names the record.';
  const names = keyNames(type);
  if (!isCustomizable(type)) return ChoiceField(names, { description });
  const isKey = (value: unknown): boolean =>
    typeof value === 'string' && (names.includes(value) || PATH_PATTERN.test(value));
  const rule = check('isIn', `must be ${names.join(', ')} or the path of a unique custom field`, isKey);
  return field('text', keySchema(type), [rule], { example: names[0], description });
}

/** The contract of a key of one type. */
export function keyContract(type: RecordType): Dto {
  return namedContract(contractName(type.view, 'Key'), {
    field: KeyNameField(type),
    value: TextField({
      max: 1000,
      example: keyExample(type),
      description: 'The value; of an external id, the app, a colon and the id there.',
    }),
  });
}

/** The contract of an upsert, and of its answer: the record, and what became of it. */
export function upsertContracts(type: RecordType): { accepts: Dto; returns: Dto } {
  return {
    accepts: namedContract(contractName(type.view, '', 'Upsert'), {
      by: ObjectField(keyContract(type)),
      data: ObjectField(type.update),
    }),
    returns: namedContract(
      contractName(type.view, '', 'Upserted'),
      {
        result: ChoiceField(['created', 'updated', 'unchanged'], { description: 'What became of it.' }),
        ...repeatsField(type.repeats),
      },
      type.view,
    ),
  };
}

/** Where the parts of a key stand in a request. */
export interface KeyPointers {
  readonly field: string;
  readonly value: string;
}

/** The key that a caller names; 400 when there is no such key, or the value is not well formed. */
export function keyValue(
  { principal }: RequestContext,
  type: RecordType,
  { field, value }: KeyInput,
  pointers: KeyPointers,
): KeyValue {
  const key = shapeOf(seenBy({ principal }, type)).uniqueKeys.find(
    ({ exclusive }) => exclusive.key === field,
  );
  if (!key) {
    const detail = `There is no such key: it can be ${keyNames(type).join(' or ')}`;
    throw invalidRequest([{ pointer: pointers.field, code: 'not_a_choice', detail }]);
  }
  const read = key.exclusive.parse(value, principal.country);
  if (read) return { key, value: read };
  const detail = `This is no ${field}: one looks like "${key.exclusive.example}"`;
  throw invalidRequest([{ pointer: pointers.value, code: 'wrong_format', detail }]);
}
