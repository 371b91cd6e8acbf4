import { type Fault, missingScope, type RequestContext, unprocessable } from '@platform/http';

import { manifestOf, type VersionedApp } from './app-view';
import { requiredScopes } from './manifest/manifest';

/**
 * What an app is granted: the scopes that it needs, and the chosen ones of the others. Problems: 422 for one that it does not offer,
 * 403 for one that the caller lacks, who hands on no more than they have.
 */
export function grantedScopes(
  ctx: RequestContext,
  { version }: VersionedApp,
  chosen: readonly string[],
): string[] {
  if (!version) throw new Error('An app without a manifest cannot be granted anything.');
  const manifest = manifestOf(version);
  const offered = new Set((manifest.scopes.optional ?? []).map(({ scope }) => scope));
  const faults = chosen.flatMap((scope, at): Fault[] =>
    offered.has(scope)
      ? []
      : [
          {
            pointer: `/optional_scopes/${at}`,
            code: 'scope_not_requested',
            detail: `"${scope}" is none of the optional scopes of the app`,
          },
        ],
  );
  if (faults.length > 0) throw unprocessable(faults);
  return refuseBeyond(ctx, [...new Set([...requiredScopes(manifest), ...chosen])].sort());
}

/** Nobody hands on more than they have. */
export function refuseBeyond<Scopes extends readonly string[]>(
  { principal }: RequestContext,
  scopes: Scopes,
): Scopes {
  const lacking = scopes.find((scope) => !principal.scopes.has(scope));
  if (lacking !== undefined) throw missingScope(lacking);
  return scopes;
}
