import {
  missingRight,
  REACHES,
  RECORD_ACTIONS,
  type Reach,
  type RequestContext,
  type Rights,
} from '@platform/http';

import { compileRights } from './compile-rights';
import type { RoleRights } from './role-rights';

/** Nobody hands on more than they have: 403 for rights beyond those of the member who asks. */
export function refuseBeyond(ctx: RequestContext, rights: RoleRights): void {
  const { rights: own } = ctx.principal;
  if (!own || isWithin(compileRights(rights, { role: '', memberId: own.memberId, colleagues: [] }), own))
    return;
  throw missingRight(
    { right: 'roles', reach: 'own', role: own.role },
    `Your role "${own.role}" does not reach as far as this one: nobody can hand on more than they have.`,
  );
}

/** Whether rights reach nowhere where others do not; places must be the same, because they can widen and narrow. */
function isWithin(inner: Rights, outer: Rights): boolean {
  const isConfigured = [...inner.settings].every(
    (name) => outer.settings.has('*') || outer.settings.has(name),
  );
  return (
    isConfigured &&
    [...outer.objects].every(([object, limits]) => {
      const own = inner.objects.get(object);
      if (!own) return false;
      return (
        RECORD_ACTIONS.every((action) => height(own.reaches[action]) <= height(limits.reaches[action])) &&
        JSON.stringify(own.places) === JSON.stringify(limits.places) &&
        [...limits.fields].every(([field, limit]) => [limit, 'hidden'].includes(own.fields.get(field) ?? ''))
      );
    })
  );
}

const height = (reach: Reach): number => REACHES.indexOf(reach);
