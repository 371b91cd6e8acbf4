import type { SignInSessions } from '@access/sign-in';
import type { RateGate } from '@platform/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';

import { noteCallerAddress } from './caller-address';
import { noteVisitor } from './follow-sign-in';
import { METADATA_PATH } from './metadata';
import { OAUTH_ROUTES } from './oauth-routes';
import { sendRefusal } from './refusals';
import type { SigningKeys } from './signing-keys';

/** What the endpoints stand on. */
interface Mounted {
  readonly provider: Provider;
  readonly signIn: SignInSessions;
  readonly signingKeys: SigningKeys;
  readonly gate: RateGate | undefined;
}

/** What a browser shows of ours is in no frame, and its address, which may hold a code, is nobody else's. */
const ALONE = [
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
] as const;

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Programs ask these. */
const POSTED = [
  OAUTH_ROUTES.token,
  OAUTH_ROUTES.introspection,
  OAUTH_ROUTES.revocation,
  OAUTH_ROUTES.pushed_authorization_request,
  OAUTH_ROUTES.device_authorization,
];

/** Whoever keeps our keys asks again after this time; a new key is published for much longer before it signs. */
const KEYS_KEPT_SECONDS = 3600;

/** Puts the authorization server's endpoints on the HTTP server, in a scope of their own without our JSON parser. */
export function mountOAuth(server: FastifyInstance, { provider, signIn, signingKeys, gate }: Mounted): void {
  const issuer = new URL(provider.issuer);
  const answer = answerWith(provider);

  /** Programs are answered by the library. */
  const forward =
    (path: string): Handler =>
    async (request, reply) => {
      reply.hijack();
      if (request.method === 'POST') reply.raw.setHeader('cache-control', 'no-store');
      await answer(request, reply, path);
    };

  /** So are the browsers of people, unless there is something to tell them. */
  const forwardPerson =
    (path: (request: FastifyRequest) => string): Handler =>
    async (request, reply) => {
      noteVisitor(request.raw, await signIn.current(request));
      for (const [name, value] of ALONE) reply.raw.setHeader(name, value);
      await answer(request, reply, path(request));
      if (!sendRefusal(request, reply)) reply.hijack();
      return reply;
    };

  const limitPerAddress = async (request: FastifyRequest): Promise<void> => {
    const refusal = await gate?.charge('token_address', request.ip);
    if (refusal) throw refusal;
  };

  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // The body stays in the stream: the library reads and bounds it itself.
    scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
    const limited = { preHandler: limitPerAddress };
    for (const path of POSTED) scope.post(`/oauth${path}`, limited, forward(path));
    const { authorization } = OAUTH_ROUTES;
    const inOAuth = ({ url }: FastifyRequest): string => url.slice('/oauth'.length);
    scope.get(`/oauth${authorization}`, { ...limited, exposeHeadRoute: false }, forwardPerson(inOAuth));
    scope.get(`/oauth${authorization}/:uid`, { ...limited, exposeHeadRoute: false }, forwardPerson(inOAuth));
    scope.get(`/oauth${METADATA_PATH}`, forward(METADATA_PATH));
    // RFC 8414, section 3.1: the issuer's path comes after the well-known name.
    scope.get(`${METADATA_PATH}${issuer.pathname}`, forward(METADATA_PATH));
    scope.get(`/oauth${OAUTH_ROUTES.jwks}`, async (_request, reply) =>
      reply
        .header('cache-control', `public, max-age=${KEYS_KEPT_SECONDS}`)
        .type('application/jwk-set+json')
        .send({ keys: await signingKeys.published(new Date()) }),
    );
    done();
  });
}

/** Lets the library answer a request. */
function answerWith(provider: Provider) {
  const handle = provider.callback();
  const issuer = new URL(provider.issuer);
  return async (request: FastifyRequest, reply: FastifyReply, path: string): Promise<void> => {
    noteCallerAddress(request.raw, request.ip);
    const { raw } = request;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    // Addresses come from PUBLIC_URL alone: whatever a client or a proxy claims is overwritten.
    raw.headers.host = issuer.host;
    raw.headers['x-forwarded-host'] = issuer.host;
    raw.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
    raw.url = path;
    Object.assign(raw, { originalUrl: `${issuer.pathname}${path}` });
    await handle(raw, reply.raw);
  };
}
