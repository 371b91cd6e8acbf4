export const REDACTED = '[redacted]';

/** How the names of members end that hold what nobody may read later, in lower case and without what joins their words. */
const SECRET_ENDINGS = [
  'secret',
  'password',
  'passwd',
  'passphrase',
  'token',
  'authorization',
  'apikey',
  'accesskey',
  'privatekey',
  'privatejwk',
  'signingkey',
  'hash',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'otp',
  'devicecode',
  'usercode',
  'recoverycode',
  'recoverycodes',
  'verificationcode',
  'codeverifier',
  'clientassertion',
];

/** Names come from callers, too: no more of them are kept than this. */
const MOST_KEPT = 5000;
const known = new Map<string, boolean>();

/** Whether what stands under a name is a secret, whoever gave it the name: `client_secret`, `apiKey`, `X-Auth-Token`. */
export function isSecretName(name: string): boolean {
  const found = known.get(name);
  if (found !== undefined) return found;
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  const isSecret = SECRET_ENDINGS.some((ending) => plain.endsWith(ending));
  if (known.size >= MOST_KEPT) known.clear();
  known.set(name, isSecret);
  return isSecret;
}

/** What a text must have at least for one of the patterns to be looked for. */
const SUSPICIOUS = /dw_|whsec_|eyJ|:\/\/[^/?#\s]*@|bearer |basic |dpop |PRIVATE KEY/i;

/** Our own credentials, wherever they stand. */
const OWN_TOKEN = /\b(?:dw_[a-z][a-z0-9]{1,11}_[0-9A-Za-z]{20,}|whsec_[0-9A-Za-z+/]{16,}=*)/g;
/** A password in an address (RFC 3986, section 3.2.1). */
const PASSWORD_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/[^/?#\s:@]*:)[^/?#\s@]+@/gi;
/** A signed token (RFC 7515, section 7.1). */
const JWT = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;
/** What stands behind the name of a scheme in an Authorization header. */
const AUTHORIZATION = /\b(bearer|basic|dpop) +[\w.~+/-]{8,}=*/gi;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** A text without the credentials that stand in it. */
export function withoutSecrets(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return text
    .replace(OWN_TOKEN, REDACTED)
    .replace(PASSWORD_IN_URL, `$1${REDACTED}@`)
    .replace(JWT, REDACTED)
    .replace(AUTHORIZATION, `$1 ${REDACTED}`)
    .replace(PRIVATE_KEY, REDACTED);
}
