import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { chosenLanguage, LANGUAGE_COOKIE } from './page-language';

/** One address of a page, and what answers there. */
export interface PageRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
}

/** Answers with the page for an error that a route threw. */
export type ErrorPage = (error: unknown, request: FastifyRequest, reply: FastifyReply) => unknown;

const MAX_FORM_BYTES = 64 * 1024;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Puts pages on the server, beside its API: they take plain HTML forms, keep a chosen language, and show errors as pages. */
export function mountPages(
  server: FastifyInstance,
  routes: readonly PageRoute[],
  errorPage: ErrorPage,
): void {
  for (const { method, path, handle } of routes) {
    server.route({
      method,
      url: path,
      bodyLimit: MAX_FORM_BYTES,
      config: { takesForms: true, hidesPath: path.includes('/:token') },
      handler: async (request, reply) => {
        keepLanguage(request, reply);
        try {
          return await handle(request, reply);
        } catch (error) {
          return errorPage(error, request, reply);
        }
      },
    });
  }
}

function keepLanguage(request: FastifyRequest, reply: FastifyReply): void {
  const chosen = chosenLanguage(request);
  if (chosen === null) return;
  reply.header(
    'set-cookie',
    `${LANGUAGE_COOKIE}=${chosen}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax`,
  );
}

/** The text that a form was sent with under a name; empty when there is none, the first of several. */
export function formText({ body }: { readonly body?: unknown }, name: string): string {
  return textIn(body, name);
}

/** The text that the address of a page has under a name. */
export const queryText = ({ query }: { readonly query?: unknown }, name: string): string =>
  textIn(query, name);

function textIn(values: unknown, name: string): string {
  if (typeof values !== 'object' || values === null || !Object.hasOwn(values, name)) return '';
  const value = (values as Record<string, unknown>)[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  // What the database cannot hold is no text that somebody typed.
  return typeof first === 'string' ? first.toWellFormed().replaceAll('\0', '') : '';
}
