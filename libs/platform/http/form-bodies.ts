import type { FastifyInstance, FastifyRequest } from 'fastify';

import { ProblemError } from './problem-error';

/** What plain HTML forms send. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

const NOT_HERE = new ProblemError({
  status: 415,
  code: 'unsupported_media_type',
  title: 'Unsupported Media Type',
  detail: 'Send JSON with the Content-Type "application/json".',
});

/** Lets routes that say so take the bodies of plain HTML forms: a text per name, a list of texts where a name stands several times. */
export function takeForms(server: FastifyInstance): void {
  server.addContentTypeParser(FORM_TYPE, { parseAs: 'string' }, (request, text, done) => {
    if (takesForms(request)) done(null, fieldsIn(String(text)));
    else done(NOT_HERE);
  });
}

const takesForms = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as { takesForms?: boolean }).takesForms === true;

/** Names may be any word: the object inherits nothing. */
function fieldsIn(text: string): Record<string, string | string[]> {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text))
    fields.set(name, [...(fields.get(name) ?? []), value]);
  return Object.fromEntries(
    [...fields].map(([name, [first = '', ...more]]) => [name, more.length > 0 ? [first, ...more] : first]),
  );
}
