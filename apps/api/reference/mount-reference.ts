import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { Settings } from '@platform/config';
import { isKnownToCaller } from '@platform/http';
import type { FastifyInstance } from 'fastify';

import type { RenderedPage } from './page';
import { problemsPage } from './problems-page';
import { swaggerPage } from './swagger-page';

/** What the page loads, and the licences of what is in it. Nothing else of the package is served. */
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt'];

const MANIFEST = require.resolve('swagger-ui-dist/package.json');

/** Puts the pages of the reference on the server: `/docs`, `/docs/problems`, and `/` leads there. */
export function mountReference(server: FastifyInstance, { publicUrl }: Pick<Settings, 'publicUrl'>): void {
  const assetFolder = `docs/assets/${swaggerVersion()}`;
  serveAssets(server, assetFolder);
  const swagger = swaggerPage(assetFolder);
  servePage(server, '/docs', swagger, [
    `script-src 'self' ${swagger.scriptSource}`,
    `style-src 'self' ${swagger.styleSource}`,
    // "Try it out" calls the address in the document, which is PUBLIC_URL from wherever the page is seen.
    `connect-src 'self' ${new URL(publicUrl).origin}`,
  ]);
  const problems = problemsPage();
  servePage(server, '/docs/problems', problems, [`style-src ${problems.styleSource}`]);
  redirect(server, '/', './docs');
  redirect(server, '/docs/', '../docs');
}

function servePage(server: FastifyInstance, path: string, { html }: RenderedPage, sources: string[]): void {
  const etag = `"${createHash('sha256').update(html).digest('base64url')}"`;
  const headers = {
    'content-security-policy': [...CLOSED, ...sources].join('; '),
    'cache-control': 'public, max-age=300',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    etag,
  };
  server.get(path, (request, reply) => {
    reply.headers(headers);
    if (isKnownToCaller(request.headers['if-none-match'], etag)) return reply.status(304).send();
    return reply.type('text/html; charset=utf-8').send(html);
  });
}

/** Icons are part of the page and of the style sheet; everything not named here is refused. */
const CLOSED = [
  "default-src 'none'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** Relative, so that it stays right under a path of a proxy. */
const redirect = (server: FastifyInstance, from: string, to: string) =>
  server.get(from, (_, reply) => reply.redirect(to, 302));

/** The version is part of the address, so that a browser may keep the files for ever. */
function serveAssets(server: FastifyInstance, folder: string): void {
  void server.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root: dirname(MANIFEST),
      serve: false,
      immutable: true,
      maxAge: '365d',
    });
    for (const name of ASSETS) {
      scope.get(`/${folder}/${name}`, (_, reply) =>
        reply.header('x-content-type-options', 'nosniff').sendFile(name),
      );
    }
  });
}

function swaggerVersion(): string {
  const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string };
  return version;
}
