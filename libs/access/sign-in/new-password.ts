import { isGuessable } from '@access/passwords';
import { type FormFaults, formText, type Html, html, inputField, type PageLanguage } from '@platform/pages';
import type { FastifyRequest } from 'fastify';

import { LONGEST_PASSWORD } from './password-sign-in';
import { passwordTexts } from './texts/password-texts';

/** NIST SP 800-63B leaves length to strength; shorter ones fall to a rented computer whatever they look like. */
const SHORTEST_PASSWORD = 12;

/** The two fields in which somebody chooses a password. */
export function newPasswordFields(language: PageLanguage, faults: FormFaults): Html {
  const texts = passwordTexts(language);
  const field = { type: 'password', autocomplete: 'new-password', maxlength: LONGEST_PASSWORD } as const;
  return html`${inputField({ ...field, name: 'new_password', label: texts.password, hint: texts.passwordHint }, faults)}
${inputField({ ...field, name: 'new_password_again', label: texts.again }, faults)}`;
}

/** The password that a form brought, or what is wrong with it; `words` are what its owner is known by. */
export async function newPassword(
  request: FastifyRequest,
  language: PageLanguage,
  words: readonly string[],
): Promise<{ password: string; faults: FormFaults }> {
  const texts = passwordTexts(language);
  const password = formText(request, 'new_password');
  const length = [...password].length;
  const isSame = password === formText(request, 'new_password_again');
  if (length < SHORTEST_PASSWORD) return { password, faults: { new_password: texts.tooShort } };
  if (password.length > LONGEST_PASSWORD) return { password, faults: { new_password: texts.tooLong } };
  if (!isSame) return { password, faults: { new_password_again: texts.different } };
  if (await isGuessable(password, words)) return { password, faults: { new_password: texts.guessable } };
  return { password, faults: {} };
}

export const hasFaults = (faults: FormFaults): boolean => Object.keys(faults).length > 0;
