import { missingRight, type RecordAction, type RequestContext, type Rights } from '@platform/http';

import { governedBy } from './member-rights';

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

const ACTIONS: Readonly<Record<string, readonly RecordAction[]>> = {
  read: ['read'],
  write: ['create', 'update'],
  delete: ['delete'],
};

/** Whether rights leave everything of what a scope that they allow allows. */
function isWhole({ objects }: Rights, scope: string): boolean {
  const [plural = '', verb = ''] = scope.split(':');
  const object = governedBy(plural);
  const own = object && objects.get(object);
  const actions = ACTIONS[verb];
  if (!own || !actions) return true;
  const reachesAll = actions.every((action) =>
    [own.reaches, ...own.places.map(({ reaches }) => reaches)].every(
      (one) => (one[action] ?? 'all') === 'all',
    ),
  );
  return reachesAll && (verb === 'delete' || own.fields.size === 0);
}
