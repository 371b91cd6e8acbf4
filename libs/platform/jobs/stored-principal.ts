import type { Principal } from '@platform/http';

/** A principal in a form that survives JSON. What a role leaves its member is looked up anew in each step. */
export function storedPrincipal(principal: Principal): object {
  const { kind, id, workspaceId, country, memberId, installationId, keyId = null, actor, scopes } = principal;
  return { kind, id, workspaceId, country, memberId, installationId, keyId, actor, scopes: [...scopes] };
}

/** The principal that was stored. */
export function readPrincipal(stored: unknown): Principal {
  const { scopes, ...rest } = stored as Omit<Principal, 'scopes'> & { scopes: string[] };
  return { ...rest, scopes: new Set(scopes) };
}
