import { patternFaults, visibleTypes } from '@ecosystem/event-log';
import { eventType } from '@platform/events';
import { type Fault, invalidRequest, missingScope, type RequestContext } from '@platform/http';
import { checkHeaders, type OutboundHttp } from '@platform/outbound-http';

import { HIDDEN } from './webhook-endpoint.dto';

/** Faults of the URL and types that an owner gives; what is left out has none. */
export function inputFaults(
  { url, types }: { url?: string; types?: readonly string[] },
  outbound: OutboundHttp,
): Fault[] {
  const destination = url === undefined ? null : outbound.checkDestination(url);
  const ofUrl =
    destination && !destination.ok
      ? [{ pointer: '/url', code: destination.code, detail: destination.reason }]
      : [];
  const ofTypes =
    types?.length === 0
      ? [{ pointer: '/types', code: 'required', detail: 'Name at least one type of event, or "*" for all' }]
      : patternFaults(types ?? [], (index) => `/types/${index}`);
  return [...ofUrl, ...ofTypes];
}

/**
 * The headers after a merge patch (RFC 7396): null takes one away, and the stand-in of answers keeps the stored value.
 * Problems: 400 for what must not be sent.
 */
export function mergedHeaders(
  stored: Readonly<Record<string, string>>,
  patch: Readonly<Record<string, string | null>> | null,
): Record<string, string> {
  if (patch === null) return {};
  const merged = new Map(Object.entries(stored));
  for (const [name, value] of Object.entries(patch)) {
    const key = name.toLowerCase();
    if (value === null) merged.delete(key);
    else if (value !== HIDDEN || !merged.has(key)) merged.set(key, value);
  }
  const checked = checkHeaders(Object.fromEntries(merged));
  if (checked.ok) return checked.headers;
  const { header, code, reason } = checked;
  throw invalidRequest([{ pointer: `/headers/${header}`, code, detail: reason }]);
}

/**
 * Refuses a caller who would send events it may not see itself: for each type that is named, and for each that the
 * endpoint may see already, it must hold the scope.
 */
export function refuseBeyondRights(
  ctx: RequestContext,
  types: readonly string[],
  endpointScopes: ReadonlySet<string>,
): void {
  const { scopes } = ctx.principal;
  const seen = visibleTypes(types, endpointScopes);
  const lacking = [...types, ...seen]
    .flatMap((type) => eventType(type)?.scope.name ?? [])
    .find((scope) => !scopes.has(scope));
  if (lacking) throw missingScope(lacking);
}
