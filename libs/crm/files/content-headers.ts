/**
 * How the bytes of a file are answered: to be saved, never to be shown. What somebody has uploaded must not run as a page of the
 * API's own origin, whatever it says that it is.
 */
export const contentHeaders = (name: string, contentType: string, size: number): Record<string, string> => ({
  'content-type': contentType,
  'content-length': String(size),
  'content-disposition': `attachment; filename="${ascii(name)}"; filename*=UTF-8''${encoded(name)}`,
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-site',
  'cache-control': 'private, no-cache',
});

/** What is left for clients that know no other form (RFC 6266, appendix D). */
const ascii = (name: string): string => name.replaceAll(/[^ -~]|["\\%]/g, '_');

/** RFC 8187, section 3.2.1: `'`, `(`, `)` and `*` are no characters of an attribute either. */
const encoded = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
