const LONGEST = 4000;

/** A path on this server with its query, as a browser will take it; null for whatever leads anywhere else. */
export function localPath(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > LONGEST) return null;
  // Browsers read a backslash as a slash and drop control characters (WHATWG URL): neither may decide where this leads.
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text)) return null;
  const { origin, pathname, search, hash } = new URL(text, HERE);
  return origin === HERE && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : null;
}

const HERE = 'http://here.invalid';
