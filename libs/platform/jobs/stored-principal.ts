import type { Principal } from '@platform/http';

/** A principal in a form that survives JSON. What a role leaves its member is looked up anew in each step. */
export function storedPrincipal(principal: Principal): object {
  const { kind, id, workspaceId, country, memberId, installationId, actor, scopes } = principal;
  const { keyId = null, credential = null } = principal;
  const whose = { kind, id, workspaceId, country, memberId, installationId, keyId, credential, actor };
  return { ...whose, scopes: [...scopes] };
}

/** The principal that was stored. */
export function readPrincipal(stored: unknown): Principal {
  const { scopes, ...rest } = stored as Omit<Principal, 'scopes'> & { scopes: string[] };
  return { ...rest, scopes: new Set(scopes) };
}
