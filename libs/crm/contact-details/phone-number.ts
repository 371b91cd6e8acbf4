import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

import { isPlainE164 } from './e164';

/**
 * The E.164 form of a phone number, or null when it cannot be read. A number without its country code is read as one of
 * `country` (ISO 3166-1 alpha-2) when that is known.
 */
export function normalizePhone(value: string, country: string | null): string | null {
  if (isPlainE164(value)) return value;
  const parsed = parsePhoneNumberFromString(value, countryCode(country));
  return parsed?.isValid() ? parsed.number : null;
}

function countryCode(country: string | null): CountryCode | undefined {
  return country && isSupportedCountry(country) ? country : undefined;
}
