import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';

import { OAUTH_ROUTES } from './oauth-provider';

const METADATA = '/.well-known/oauth-authorization-server';

/** Puts the authorization server's endpoints on the HTTP server, in a scope of their own without our JSON parser. */
export function mountOAuth(server: FastifyInstance, provider: Provider): void {
  const handle = provider.callback();
  const issuer = new URL(provider.issuer);

  const forward = (path: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    const { raw } = request;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    if (request.method === 'POST') reply.raw.setHeader('cache-control', 'no-store');
    // Addresses come from PUBLIC_URL alone: whatever a client or a proxy claims is overwritten.
    raw.headers.host = issuer.host;
    raw.headers['x-forwarded-host'] = issuer.host;
    raw.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
    raw.url = path;
    Object.assign(raw, { originalUrl: `${issuer.pathname}${path}` });
    await handle(raw, reply.raw);
  };

  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays in the stream: the library reads and bounds it itself.
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    for (const path of [OAUTH_ROUTES.token, OAUTH_ROUTES.introspection, OAUTH_ROUTES.revocation]) {
      scope.post(`/oauth${path}`, forward(path));
    }
    for (const path of [OAUTH_ROUTES.jwks, METADATA]) scope.get(`/oauth${path}`, forward(path));
    // RFC 8414, section 3.1: the issuer's path comes after the well-known name.
    scope.get(`${METADATA}${issuer.pathname}`, forward(METADATA));
  });
}
