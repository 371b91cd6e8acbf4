import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { exampleId, ID_PREFIXES, type IdKind, idPattern, kindOf, toUuid } from '@platform/ids';

import { invalidRequest } from './problems';

/** The id in the path, as it is stored; the id of another kind of thing is a 400 that says which was expected. */
export const IdParam =
  (kind: IdKind, name = 'id'): ParameterDecorator =>
  (target, key, index) => {
    Param(name, { transform: (value: string) => storedId(kind, value, name) })(target, key, index);
    describeIdParam(kind, name)(target, key, index);
  };

/** Documents an id in the path that a decorator reads itself. */
export const describeIdParam =
  (kind: IdKind, name = 'id'): ParameterDecorator =>
  (target, key) => {
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || !descriptor) return;
    const schema = { type: 'string', pattern: idPattern(kind) };
    const description = `The id of the ${kind.replaceAll('_', ' ')}.`;
    ApiParam({ name, description, example: exampleId(kind), schema })(target, key, descriptor);
  };

/** The stored form of an id that stands in the path under this name, or a 400. */
export function storedId(kind: IdKind, value: string, name = 'id'): string {
  const uuid = toUuid(kind, value);
  if (uuid) return uuid;
  const got = kindOf(value);
  const expected = `${ID_PREFIXES[kind]}_…`;
  throw invalidRequest([
    {
      pointer: `{${name}}`,
      code: 'invalid_id',
      detail: got
        ? `The id in the path is the id of a ${got.replaceAll('_', ' ')}: expected ${expected}`
        : `The id in the path is not well formed: expected ${expected}`,
    },
  ]);
}
