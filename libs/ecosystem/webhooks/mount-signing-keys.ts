import type { FastifyInstance } from 'fastify';

import type { WebhookSigningKeys } from './signing-keys';

/** Where receivers find the keys that verify `v1a` signatures. */
const PATH = '/.well-known/webhooks-jwks.json';

/** Receivers ask again after this time; a new key is published for much longer before it signs. */
const KEPT_SECONDS = 3600;

/** Publishes the public keys (RFC 7517): for everybody, without a token. */
export function mountSigningKeys(server: FastifyInstance, keys: WebhookSigningKeys): void {
  server.get(PATH, async (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${KEPT_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .send({ keys: await keys.published(new Date()) }),
  );
}
