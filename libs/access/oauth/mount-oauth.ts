import type { RateGate } from '@platform/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';

import { noteCallerAddress } from './caller-address';
import { METADATA_PATH } from './metadata';
import { OAUTH_ROUTES } from './oauth-provider';

/** Puts the authorization server's endpoints on the HTTP server, in a scope of their own without our JSON parser. */
export function mountOAuth(server: FastifyInstance, provider: Provider, gate?: RateGate): void {
  const handle = provider.callback();
  const issuer = new URL(provider.issuer);

  const forward = (path: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    noteCallerAddress(request.raw, request.ip);
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

  const limitPerAddress = async (request: FastifyRequest): Promise<void> => {
    const refusal = await gate?.charge('token_address', request.ip);
    if (refusal) throw refusal;
  };

  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // The body stays in the stream: the library reads and bounds it itself.
    scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
    for (const path of [OAUTH_ROUTES.token, OAUTH_ROUTES.introspection, OAUTH_ROUTES.revocation]) {
      scope.post(`/oauth${path}`, { preHandler: limitPerAddress }, forward(path));
    }
    for (const path of [OAUTH_ROUTES.jwks, METADATA_PATH]) scope.get(`/oauth${path}`, forward(path));
    // RFC 8414, section 3.1: the issuer's path comes after the well-known name.
    scope.get(`${METADATA_PATH}${issuer.pathname}`, forward(METADATA_PATH));
    done();
  });
}
