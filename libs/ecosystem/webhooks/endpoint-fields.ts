import { toldFields } from '@crm/records';
import { visibleTypes } from '@ecosystem/event-log';
import type { Sql } from '@platform/database';
import { type EventDefinition, eventType } from '@platform/events';
import { type Fault, invalidRequest, type RequestContext } from '@platform/http';

/**
 * Refuses fields that nothing has whose events an endpoint takes. Problem: 400 with a fault for each.
 */
export async function refuseUnknownFields(
  sql: Sql,
  ctx: RequestContext,
  fields: readonly string[] | null | undefined,
  { types, scopes }: { types: readonly string[]; scopes: readonly string[] },
): Promise<void> {
  if (!fields) return;
  const faults = fields.length === 0 ? [NONE] : await unknownAmong(sql, ctx, fields, { types, scopes });
  if (faults.length > 0) throw invalidRequest(faults);
}

async function unknownAmong(
  sql: Sql,
  ctx: RequestContext,
  fields: readonly string[],
  { types, scopes }: { types: readonly string[]; scopes: readonly string[] },
): Promise<Fault[]> {
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
            detail: `Nothing that the endpoint is told of has a field "${name}"`,
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
  detail: 'Name at least one field, or null for all of them',
};
