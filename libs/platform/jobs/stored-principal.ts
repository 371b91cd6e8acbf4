import type { Principal } from '@platform/http';

/** A principal in a form that survives JSON. */
export const storedPrincipal = (principal: Principal): object => ({
  ...principal,
  scopes: [...principal.scopes],
});

/** The principal that was stored. */
export function readPrincipal(stored: unknown): Principal {
  const { scopes, ...rest } = stored as Omit<Principal, 'scopes'> & { scopes: string[] };
  return { ...rest, scopes: new Set(scopes) };
}
