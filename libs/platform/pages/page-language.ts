import type { IncomingHttpHeaders } from 'node:http';

import { parseCookie } from 'cookie';

/** The languages of our pages, each by its own name. */
export const PAGE_LANGUAGES = {
  en: 'English',
  fr: 'Français',
  de: 'Deutsch',
  es: 'Español',
  ru: 'Русский',
  vi: 'Tiếng Việt',
} as const;

export type PageLanguage = keyof typeof PAGE_LANGUAGES;

/** Where the choice of a visitor whom nobody knows is kept; it holds nothing else. */
export const LANGUAGE_COOKIE = 'dw_language';

interface Asking {
  readonly headers: IncomingHttpHeaders;
  readonly query?: unknown;
}

export const isPageLanguage = (text: unknown): text is PageLanguage =>
  typeof text === 'string' && Object.hasOwn(PAGE_LANGUAGES, text);

/** The language for a visitor: what `?lang=` says, their own choice, that of this browser, what it asks for, English. */
export function pageLanguage(
  request: Asking,
  user?: { readonly language: string | null } | null,
): PageLanguage {
  const { headers } = request;
  const wishes = [
    chosenLanguage(request),
    user?.language,
    parseCookie(headers.cookie ?? '')[LANGUAGE_COOKIE],
    ...accepted(headers['accept-language'] ?? ''),
  ];
  return wishes.find(isPageLanguage) ?? 'en';
}

/** The language that the address of the page asks for, if it is one of ours. */
export function chosenLanguage({ query }: Asking): PageLanguage | null {
  const lang = typeof query === 'object' && query !== null && 'lang' in query ? query.lang : null;
  return isPageLanguage(lang) ? lang : null;
}

/** The languages of an `Accept-Language`, best first (RFC 9110, section 12.5.4), without their regions. */
function accepted(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [range = '', weight] = entry.split(';');
      const quality = Number(/q=([\d.]+)/.exec(weight ?? '')?.[1] ?? 1);
      return { language: range.trim().toLowerCase().split('-')[0] ?? '', quality };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => language);
}
