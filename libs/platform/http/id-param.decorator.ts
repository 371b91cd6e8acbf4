import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { exampleId, ID_PREFIXES, type IdKind, idPattern, kindOf, toUuid } from '@platform/ids';

import { invalidRequest } from './problems';

/** The id in the path, as it is stored; the id of another kind of thing is a 400 that says which was expected. */
export const IdParam =
  (kind: IdKind, name = 'id'): ParameterDecorator =>
  (target, key, index) => {
    Param(name, new StoredId(kind, name))(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || !descriptor) return;
    ApiParam({
      name,
      description: `The id of the ${kind.replaceAll('_', ' ')}.`,
      example: exampleId(kind),
      schema: { type: 'string', pattern: idPattern(kind) },
    })(target, key, descriptor);
  };

class StoredId implements PipeTransform<string, string> {
  constructor(
    private readonly kind: IdKind,
    private readonly name: string,
  ) {}

  transform(value: string): string {
    const uuid = toUuid(this.kind, value);
    if (uuid) return uuid;
    const got = kindOf(value);
    const expected = `${ID_PREFIXES[this.kind]}_…`;
    throw invalidRequest([
      {
        pointer: `{${this.name}}`,
        code: 'invalid_id',
        detail: got
          ? `The id in the path is the id of a ${got.replaceAll('_', ' ')}: expected ${expected}`
          : `The id in the path is not well formed: expected ${expected}`,
      },
    ]);
  }
}
