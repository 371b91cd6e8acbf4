import { type Dto, fieldsOf } from './fields/field-spec';
import type { OperationSpec } from './operation.decorator';
import { returned } from './operation-answers';

/** The names of the fields that an operation takes or answers and that nobody may read later. */
export function secretFields(operation: OperationSpec): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<Dto>();
  const look = (dto: Dto): void => {
    if (seen.has(dto)) return;
    seen.add(dto);
    for (const { name, secret, nested, answered } of fieldsOf(dto)) {
      if (secret) names.add(name);
      for (const inner of [nested, answered?.nested]) if (inner) look(inner);
    }
  };
  for (const dto of returned(operation)) look(dto);
  if (operation.accepts) look(operation.accepts);
  return names;
}
