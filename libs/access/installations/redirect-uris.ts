import type { Fault } from '@platform/http';

const LOOPBACKS = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** A scheme of an app's own is a domain name of its maker, written backwards (RFC 8252, section 7.1). */
const PRIVATE_SCHEME = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/;

/**
 * What is wrong with an app's redirect URIs: each must be https, or http to this machine; a public app may also have a scheme
 * of its own. None has a fragment or a user name (RFC 9700, section 2.1).
 */
export function redirectUriFaults(
  uris: readonly string[],
  { isPublic }: { readonly isPublic: boolean },
): Fault[] {
  return uris.flatMap((uri, at) => {
    const detail = faultOf(uri, isPublic);
    return detail ? [{ pointer: `/redirect_uris/${at}`, code: 'invalid_redirect_uri', detail }] : [];
  });
}

/** Whether a person's own machine answers at a redirect URI: then its port is whatever was free (RFC 8252, section 7.3). */
export function isOfNativeApp(uri: string): boolean {
  const { protocol } = new URL(uri);
  return PRIVATE_SCHEME.test(protocol) || isLoopback(uri);
}

function faultOf(uri: string, isPublic: boolean): string | null {
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (!url) return 'A redirect URI is an absolute address';
  if (uri.includes('#')) return 'A redirect URI has no fragment';
  if (url.username !== '' || url.password !== '') return 'A redirect URI has no user name';
  // What a browser would make of it is what is compared: nothing may be left to normalise.
  if (uri.includes('*') || uri.includes('\\') || /\/\.\.?(\/|$|\?)/.test(uri))
    return 'A redirect URI is one address, in its plain form';
  return mayReceive(url, isPublic) ? null : 'A redirect URI is https, or http to the loopback address';
}

const mayReceive = ({ protocol, href }: URL, isPublic: boolean): boolean =>
  protocol === 'https:' || isLoopback(href) || (isPublic && PRIVATE_SCHEME.test(protocol));

function isLoopback(uri: string): boolean {
  const { protocol, hostname } = new URL(uri);
  return protocol === 'http:' && LOOPBACKS.has(hostname);
}
