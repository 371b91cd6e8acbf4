import { filterCallerOf } from '@crm/records';
import { type EventFilter, parseEventFilter, visibleTypes } from '@ecosystem/event-log';
import type { Sql } from '@platform/database';
import { eventType } from '@platform/events';
import { invalidRequest, missingScope, type RequestContext } from '@platform/http';

/** A filter as its owner wrote it, and what the fan-out evaluates without knowing the kinds of records. */
export interface KeptFilter {
  readonly filter: object | null;
  readonly checked_filter: EventFilter | null;
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
  const definitions = visibleTypes(types, seen).flatMap((type) => eventType(type) ?? []);
  const caller = { ...filterCallerOf(ctx), me: null, workspaceId: ctx.workspaceId };
  const { filter, faults, needs } = await parseEventFilter(sql, input, definitions, caller);
  for (const scope of needs)
    if (!seen.has(scope) || !ctx.principal.scopes.has(scope)) throw missingScope(scope);
  if (faults.length > 0)
    throw invalidRequest(faults.map((fault) => ({ ...fault, pointer: `/filter${fault.pointer}` })));
  return { filter: input, checked_filter: filter };
}
