import { check, type FieldOptions, field } from '@platform/http';

const MAX_ADDRESS = 2000;
const MAX_ORIGINS = 20;

/** An address of the web, http or https. */
export const WebAddressField = (options: FieldOptions) =>
  field(
    'web_address',
    { type: 'string', format: 'uri', maxLength: MAX_ADDRESS },
    [
      check(
        'isWebAddress',
        'must be an http(s) address, such as "https://www.example.com/thanks"',
        isWebAddress,
      ),
    ],
    options,
  );

/** A list of origins, as browsers name them (RFC 6454). */
export const OriginsField = (options: FieldOptions) =>
  field(
    'texts',
    { type: 'array', maxItems: MAX_ORIGINS, items: { type: 'string', format: 'uri', maxLength: 300 } },
    [
      check(
        'isOriginList',
        `must be a list of at most ${MAX_ORIGINS} origins, such as "https://www.example.com": no path, no slash at the end`,
        (value) => Array.isArray(value) && value.length <= MAX_ORIGINS && value.every(isOrigin),
      ),
    ],
    options,
  );

function isWebAddress(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > MAX_ADDRESS || /[\s\p{Cc}]/u.test(value)) return false;
  const url = URL.canParse(value) && value.isWellFormed() ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

const isOrigin = (value: unknown): boolean =>
  isWebAddress(value) && typeof value === 'string' && value.length <= 300 && new URL(value).origin === value;
