import { filterCallerOf } from '@crm/records';
import {
  type EventFilter,
  type ParsedEventFilter,
  parseEventFilter,
  visibleTypes,
} from '@ecosystem/event-log';
import type { Sql } from '@platform/database';
import { eventType } from '@platform/events';
import { invalidRequest, missingScope, type RequestContext } from '@platform/http';

/** A filter as its owner wrote it, and what the fan-out evaluates without knowing the kinds of records. */
export interface KeptFilter {
  readonly filter: object | null;
  readonly checked_filter: EventFilter | null;
}

/** Reads a filter on the events of these types that a holder of these scopes sees: with its faults, and the scopes that it needs. */
export function readEndpointFilter(
  sql: Sql,
  ctx: RequestContext,
  input: object,
  { types, scopes }: { types: readonly string[]; scopes: readonly string[] },
): Promise<ParsedEventFilter> {
  const definitions = visibleTypes(types, new Set(scopes)).flatMap((type) => eventType(type) ?? []);
  const caller = { ...filterCallerOf(ctx), me: null, workspaceId: ctx.workspaceId };
  return parseEventFilter(sql, input, definitions, caller);
}

/**
 * Checks an endpoint's filter for every object whose events it takes. Problems: 400 with the faults, 403 when the caller or
 * the endpoint lacks a scope of what the filter asks for.
 */
export async function keptFilter(
  sql: Sql,
  ctx: RequestContext,
  input: object | null | undefined,
  { types, scopes }: { types: readonly string[]; scopes: readonly string[] },
): Promise<KeptFilter> {
  if (input === null || input === undefined) return { filter: null, checked_filter: null };
  const seen = new Set(scopes);
  const { filter, faults, needs } = await readEndpointFilter(sql, ctx, input, { types, scopes });
  for (const scope of needs)
    if (!seen.has(scope) || !ctx.principal.scopes.has(scope)) throw missingScope(scope);
  if (faults.length > 0)
    throw invalidRequest(faults.map((fault) => ({ ...fault, pointer: `/filter${fault.pointer}` })));
  return { filter: input, checked_filter: filter };
}
