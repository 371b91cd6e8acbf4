const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(\\s*;\\s*${TOKEN}=(${TOKEN}|"[^"\\\\\\u0000-\\u001f\\u007f-\\uffff]*"))*$`,
);

/** What wraps a file into something else, or says nothing of it: a form, and what curl sends unless told. */
const WRAPPED = /^(multipart\/|application\/x-www-form-urlencoded)/i;

export const isWrapped = (given: string | undefined): boolean => WRAPPED.test(given ?? '');

/** A media type as a caller told it (RFC 9110, section 8.3.1), or that of bytes nobody knows anything about. */
export const mediaTypeOf = (given: string | undefined): string =>
  given !== undefined && given.length <= 200 && MEDIA_TYPE.test(given) ? given : 'application/octet-stream';
