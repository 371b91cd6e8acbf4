const REDACTED = '[redacted]';

/** Members that hold what nobody may read later, whatever it is. */
const SECRET_NAME = /(^|_)(secret|password|token|authorization|api_?key|private_key|hash)$/i;
/** Our own credentials, wherever they stand. */
const OWN_TOKEN = /\b(?:dw_[a-z]{2,8}_[0-9A-Za-z]{20,}|whsec_[0-9A-Za-z+/]{16,}=*)/g;
/** A password in an address (RFC 3986, section 3.2.1). */
const PASSWORD_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/[^/?#\s:@]*:)[^/?#\s@]+@/gi;

/** A value without secrets. Those who write entries leave them out; this is for what they overlook. */
export function redacted(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(OWN_TOKEN, REDACTED).replace(PASSWORD_IN_URL, `$1${REDACTED}@`);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAME.test(name) && inner !== null ? REDACTED : redacted(inner),
    ]),
  );
}
