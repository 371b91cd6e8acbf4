import { missingRight, type RequestContext, type Rights } from '@platform/http';

import { limitsBehind, reachesBehind } from './scope-reaches';

/**
 * Refuses to hand on scopes to what acts for nobody, unless they are whole: it may do to every record what the scope allows,
 * so whoever makes it must be able to do that. Problem: 403 `missing_right`.
 */
export function refusePartial({ principal: { rights } }: RequestContext, scopes: readonly string[]): void {
  if (!rights) return;
  const partial = scopes.find((scope) => !isWhole(rights, scope));
  if (partial === undefined) return;
  throw missingRight(
    { right: partial, reach: 'own', role: rights.role },
    `Your role "${rights.role}" does not let you do all that "${partial}" allows: nobody can hand on more than they have.`,
  );
}

/** Whether rights leave everything of what a scope that they allow allows. */
function isWhole(rights: Rights, scope: string): boolean {
  const limits = limitsBehind(rights, scope);
  if (!limits) return true;
  const reachesAll = reachesBehind(rights, scope).every((reach) => reach === 'all');
  return reachesAll && (scope.endsWith(':delete') || limits.fields.size === 0);
}
