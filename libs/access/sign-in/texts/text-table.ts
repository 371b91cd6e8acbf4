import type { PageLanguage } from '@platform/pages';

/** The same texts in every language of our pages. */
export const textTable =
  <Texts>(texts: Readonly<Record<PageLanguage, Texts>>) =>
  (language: PageLanguage): Texts =>
    texts[language];
