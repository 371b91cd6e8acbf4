import { toldFields } from '@crm/records';
import type { Sql } from '@platform/database';
import { type EventDefinition, eventType } from '@platform/events';
import type { Fault, RequestContext } from '@platform/http';

import { visibleTypes } from './type-pattern';

/** A fault for each field that nothing has of what these types of event tell to a holder of these scopes, and for no field at all. */
export async function unknownFields(
  sql: Sql,
  ctx: RequestContext,
  fields: readonly string[],
  { types, scopes }: { types: readonly string[]; scopes: readonly string[] },
): Promise<Fault[]> {
  if (fields.length === 0) return [NONE];
  const definitions = visibleTypes(types, new Set(scopes)).flatMap((type) => eventType(type) ?? []);
  const known = new Set<string>();
  for (const definition of withPayloads(definitions)) {
    for (const name of await toldFields(sql, ctx, definition)) known.add(name);
  }
  return fields.flatMap((name, at) =>
    known.has(name)
      ? []
      : [
          {
            pointer: `/fields/${at}`,
            code: 'unknown_field',
            detail: `Nothing that these types of event tell of has a field "${name}"`,
          },
        ],
  );
}

/** One definition of each contract. */
const withPayloads = (definitions: readonly EventDefinition[]): Iterable<EventDefinition> =>
  new Map(definitions.map((definition) => [definition.payload, definition])).values();

const NONE: Fault = {
  pointer: '/fields',
  code: 'required',
  detail: 'Name at least one field, or leave it out for all of them',
};
