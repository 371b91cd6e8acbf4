/** Where each endpoint is, below the issuer. */
export const OAUTH_ROUTES = {
  authorization: '/authorize',
  token: '/token',
  introspection: '/introspect',
  revocation: '/revoke',
  jwks: '/jwks',
  pushed_authorization_request: '/par',
  device_authorization: '/device_authorization',
  /** The page on which a person types the code that a device shows. */
  code_verification: '/device',
} as const;

/** The page on which a person allows an app what it asks for. */
export const CONSENT_ROUTE = '/consent';
