/** What `checkHeaders` found: the headers with names in lower case, or the first refused one and why. */
export type HeadersCheck =
  | { ok: true; headers: Record<string, string> }
  | { ok: false; code: 'header_not_allowed' | 'header_invalid'; header: string; reason: string };

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
/** Visible ASCII, spaces and tabs: RFC 9110, section 5.5, without the obsolete bytes above 127. */
const VALUE = /^[\t\x20-\x7e]*$/;
const LONGEST_VALUE = 2_048;
const MOST_HEADERS = 20;

/** Headers that belong to the connection and its framing (RFC 9110, section 7.6.1), which only this library writes. */
const OF_THE_CONNECTION = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that carry the sender's own statements, which an owner must not be able to forge. */
const OF_THE_SENDER = new Set(['content-type', 'traceparent', 'tracestate', 'user-agent']);

/**
 * Checks the headers a customer wants on every request: at most 20, valid names and values without line breaks, none
 * that belongs to the connection or the sender, none of `webhook-*`; `authorization` is allowed.
 */
export function checkHeaders(headers: Record<string, string>): HeadersCheck {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const extra = entries[MOST_HEADERS];
  if (extra !== undefined) return invalid(extra[0], `Give at most ${MOST_HEADERS} headers.`);
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    const refusal = refusalOf(name, value);
    if (refusal !== null) return refusal;
    if (seen.has(name)) return invalid(name, 'The header is given twice.');
    seen.add(name);
  }
  return { ok: true, headers: Object.fromEntries(entries) };
}

/** Tells whether the sending code's own headers can go out as they are: well formed, none of the connection's. */
export function areSendable(headers: Record<string, string>): boolean {
  return Object.entries(headers).every(
    ([name, value]) => TOKEN.test(name) && VALUE.test(value) && !OF_THE_CONNECTION.has(name.toLowerCase()),
  );
}

function refusalOf(name: string, value: string): HeadersCheck | null {
  if (!TOKEN.test(name)) return invalid(name, 'A header name is 1 to 64 letters, digits and hyphens.');
  if (OF_THE_CONNECTION.has(name) || OF_THE_SENDER.has(name) || name.startsWith('webhook-')) {
    const reason = 'This header is set by the sender and cannot be changed.';
    return { ok: false, code: 'header_not_allowed', header: name, reason };
  }
  if (value.length > LONGEST_VALUE) return invalid(name, `A value has at most ${LONGEST_VALUE} characters.`);
  return VALUE.test(value) ? null : invalid(name, 'A value is printable ASCII without line breaks.');
}

function invalid(header: string, reason: string): HeadersCheck {
  return { ok: false, code: 'header_invalid', header, reason };
}
