import type { KoaContextWithOIDC } from 'oidc-provider';

/** Where the metadata is, below the issuer. */
export const METADATA_PATH = '/.well-known/oauth-authorization-server';

/** What we offer of RFC 8414, section 2; the library also names what belongs to OpenID Connect and is not there. */
const OFFERED = [
  'issuer',
  'authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'device_authorization_endpoint',
  'token_endpoint',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
  'revocation_endpoint',
  'introspection_endpoint',
  'jwks_uri',
  'grant_types_supported',
  'response_types_supported',
  'response_modes_supported',
  'code_challenge_methods_supported',
  'dpop_signing_alg_values_supported',
  'authorization_response_iss_parameter_supported',
];

/** Leaves in the server's metadata only what is there, and adds the scopes of every route. */
export const metadata =
  (scopes: () => ReadonlySet<string>) =>
  async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (ctx.path !== METADATA_PATH || ctx.status !== 200) return;
    const all = ctx.body as Record<string, unknown>;
    const methods = all.token_endpoint_auth_methods_supported;
    ctx.body = {
      ...Object.fromEntries(OFFERED.map((name) => [name, all[name]])),
      revocation_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_methods_supported: methods,
      scopes_supported: [...scopes()].sort(),
    };
  };
