import type { KoaContextWithOIDC } from 'oidc-provider';

import { OAUTH_ROUTES } from './oauth-routes';

/**
 * Leaves out of what an app is told of a refresh token whose account it is: apps know members, and the same person is another
 * one in each workspace. Access tokens say the member themselves.
 */
export async function hideAccounts(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.path !== OAUTH_ROUTES.introspection || ctx.status !== 200) return;
  const { sub, ...told } = ctx.body as { readonly sub?: unknown; readonly workspace_id?: unknown };
  if (sub !== undefined && told.workspace_id === undefined) ctx.body = told;
}
