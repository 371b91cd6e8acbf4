import { TextDecoder } from 'node:util';

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

const UNKNOWN_CHARSET = new ProblemError({
  status: 415,
  code: 'unsupported_media_type',
  title: 'Unsupported Media Type',
  detail: 'The charset of this form is not known here: send it in UTF-8.',
});

/**
 * Lets routes that say so take the bodies of plain HTML forms: a text per name, a list of texts where a name stands several
 * times. Read in the charset that the Content-Type names, UTF-8 when it names none.
 */
export function takeForms(server: FastifyInstance): void {
  server.addContentTypeParser(FORM_TYPE, { parseAs: 'buffer' }, (request, bytes, done) => {
    const decoder = decoderFor(request.headers['content-type'] ?? '');
    if (!takesForms(request)) done(NOT_HERE);
    else if (decoder) done(null, fieldsIn(bytes as Buffer, decoder));
    else done(UNKNOWN_CHARSET);
  });
}

const takesForms = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as { takesForms?: boolean }).takesForms === true;

/** Null for a charset that is not known, or in which the signs between the fields are no ASCII. */
function decoderFor(contentType: string): TextDecoder | null {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    const decoder = new TextDecoder(charset, { ignoreBOM: true });
    return decoder.encoding.startsWith('utf-16') ? null : decoder;
  } catch {
    return null;
  }
}

/** As the URL standard parses it, for any charset. Names may be any word: the object inherits nothing. */
function fieldsIn(bytes: Buffer, decoder: TextDecoder): Record<string, string | string[]> {
  const fields = new Map<string, string[]>();
  for (const pair of bytes.toString('latin1').split('&')) {
    if (pair === '') continue;
    const [name = '', ...value] = pair.split('=').map((part) => plainText(part, decoder));
    const known = fields.get(name);
    if (known) known.push(value.join('='));
    else fields.set(name, [value.join('=')]);
  }
  return Object.fromEntries(
    [...fields].map(([name, [first = '', ...more]]) => [name, more.length > 0 ? [first, ...more] : first]),
  );
}

/** What stands in an encoded part, whose characters are bytes. */
function plainText(part: string, decoder: TextDecoder): string {
  const bytes = part
    .replaceAll('+', ' ')
    .replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decoder.decode(Buffer.from(bytes, 'latin1'));
}
