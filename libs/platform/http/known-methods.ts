import type { FastifyInstance } from 'fastify';

import { ProblemError } from './problem-error';

/** Answers 405 with `Allow` where an address exists with other methods (RFC 9110, section 15.5.6), instead of 404. */
export function refuseUnknownMethods(server: FastifyInstance): void {
  const addresses = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    const known = addresses.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const one of [method].flat()) known.methods.add(one);
    if (!url.includes('*')) addresses.set(url, known);
  });
  const methodsOf = (url: string): string[] => {
    const [path = ''] = url.split(/[?#]/, 1);
    return [...addresses.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ methods }) => [...methods]);
  };
  server.addHook('onRequest', (request, _reply, done) => {
    const methods = request.is404 ? methodsOf(request.url) : [];
    if (methods.length > 0) done(unknownMethod(new Set([...methods, 'OPTIONS'])));
    else done();
  });
}

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replaceAll(/[^\w/:-]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}$`);

const unknownMethod = (allowed: ReadonlySet<string>) =>
  new ProblemError({
    status: 405,
    code: 'method_not_allowed',
    title: 'Method Not Allowed',
    detail: `This address knows the methods ${[...allowed].sort().join(', ')}.`,
    headers: { Allow: [...allowed].sort().join(', ') },
  });
