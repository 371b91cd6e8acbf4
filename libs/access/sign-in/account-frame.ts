import { type FormFaults, faultSummary, type Html, html, notice, sendPage } from '@platform/pages';
import type { FastifyReply } from 'fastify';

import { csrfField } from './csrf';
import { hasFaults } from './new-password';
import type { Visit } from './page-visits';
import { type AccountTexts, accountTexts } from './texts/account-texts';
import { signInTexts } from './texts/sign-in-texts';

/** The pages of an account, as its navigation shows them. */
const PAGES = {
  '/account': 'profile',
  '/account/email': 'email',
  '/account/password': 'password',
  '/account/second-step': 'secondStep',
  '/account/sessions': 'sessions',
  '/account/sign-ins': 'signIns',
} as const satisfies Readonly<Record<string, keyof AccountTexts>>;

/** One page of somebody's account. */
export interface AccountPage {
  readonly path: keyof typeof PAGES;
  readonly body: Html;
  readonly faults?: FormFaults;
  /** What was done, if anything. */
  readonly done?: string | null;
  readonly formTargets?: 'any';
}

/** Answers with a page of the account, between its navigation and what is wrong or done. */
export function sendAccountPage({ signedIn, language, reply }: Visit, page: AccountPage): FastifyReply {
  const { path, body, faults = {}, done = null } = page;
  const texts = accountTexts(language);
  const { correct, error } = signInTexts(language);
  const heading = texts[PAGES[path]];
  const isWrong = hasFaults(faults);
  const links = Object.entries(PAGES).map(
    ([to, name]) => html`<a href="${to}"${to === path && html` aria-current="page"`}>${texts[name]}</a>`,
  );
  return sendPage(reply, {
    status: isWrong ? 422 : 200,
    title: `${isWrong ? `${error}: ` : ''}${heading} · ${texts.title}`,
    language,
    isWide: true,
    ...(page.formTargets && { formTargets: page.formTargets }),
    body: html`<div class="who"><span>${signedIn.user.name}</span>
<form method="post" action="/signout">${csrfField(signedIn)}<button class="link">${texts.signOut}</button></form></div>
<nav class="pages" aria-label="${texts.title}">${links}</nav>
<h1>${heading}</h1>
${done !== null && notice(done)}${faultSummary(correct, faults)}
${body}`,
  });
}
