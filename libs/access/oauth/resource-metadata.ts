import type { FastifyInstance } from 'fastify';

/** Tells clients that know the API where its tokens come from (RFC 9728). */
export function mountResourceMetadata(
  server: FastifyInstance,
  publicUrl: string,
  scopes: () => ReadonlySet<string>,
): void {
  server.get('/.well-known/oauth-protected-resource', async (_request, reply) =>
    reply.send({
      resource: publicUrl,
      authorization_servers: [`${publicUrl}/oauth`],
      scopes_supported: [...scopes()].sort(),
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA'],
      resource_name: 'Dealwright',
      resource_documentation: `${publicUrl}/docs`,
    }),
  );
}
