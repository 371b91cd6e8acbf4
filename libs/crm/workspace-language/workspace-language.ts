import type { Sql } from '@platform/database';

/** The languages that a workspace can be kept in. */
const LANGUAGES = ['en', 'fr', 'de', 'es', 'ru', 'vi'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One meaning in each of those languages, in their order. */
export type Words = readonly [en: string, fr: string, de: string, es: string, ru: string, vi: string];

/** The word of a language. */
export const worded = (words: Words, language: Language): string =>
  words[LANGUAGES.indexOf(language)] ?? words[0];

/** The language that a workspace is kept in: what it is given to start with, and what resets bring back, is worded in it. */
export async function languageOf(sql: Sql, workspaceId: string): Promise<Language> {
  const [workspace] = await sql.sql<{ locale: Language }>(
    'workspaces.language',
    'SELECT locale FROM workspaces WHERE id = $1',
    [workspaceId],
  );
  if (!workspace) throw new Error('There is no such workspace.');
  return workspace.locale;
}
