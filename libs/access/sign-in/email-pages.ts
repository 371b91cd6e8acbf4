import { normalizedEmail } from '@access/users';
import { Injectable } from '@nestjs/common';
import {
  type FormFaults,
  formText,
  html,
  inputField,
  type PageRoute,
  pageLanguage,
  queryText,
  sendPage,
} from '@platform/pages';
import { addressBlock } from '@platform/rate-limits';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { sendAccountPage } from './account-frame';
import { Credentials } from './credentials';
import { checkCsrf, csrfField, VisitorForms } from './csrf';
import { EmailChanges } from './email-changes';
import { leadOn, PageVisits, tokenIn, type Visit } from './page-visits';
import { SignInTries } from './sign-in-tries';
import { accountTexts } from './texts/account-texts';
import { passwordTexts } from './texts/password-texts';

const PAGE = '/account/email';

/** The pages on which somebody says what their address is, and on which a link out of a mail shows that it is. */
@Injectable()
export class EmailPages {
  readonly routes: readonly PageRoute[];

  constructor(
    visits: PageVisits,
    private readonly changes: EmailChanges,
    private readonly credentials: Credentials,
    private readonly forms: VisitorForms,
    private readonly tries: SignInTries,
  ) {
    this.routes = [
      { method: 'GET', path: PAGE, handle: visits.recentlySignedIn(PAGE, (visit) => this.page(visit, {})) },
      { method: 'POST', path: PAGE, handle: visits.recentlySignedIn(PAGE, (visit) => this.ask(visit)) },
      { method: 'GET', path: '/confirm-email/:token', handle: (request, reply) => this.show(request, reply) },
      {
        method: 'POST',
        path: '/confirm-email/:token',
        handle: (request, reply) => this.confirm(request, reply),
      },
    ];
  }

  private async page(visit: Visit, faults: FormFaults): Promise<unknown> {
    const { signedIn, language, request } = visit;
    const texts = accountTexts(language);
    const { email, email_verified_at } = await this.credentials.of(visit);
    const value = formText(request, 'email') || email;
    const field = { name: 'email', label: texts.newEmail, hint: texts.newEmailHint, type: 'email' } as const;
    const body = html`<p>${email} (${email_verified_at ? texts.verified : texts.notVerified})</p>
<form method="post" action="${PAGE}">${csrfField(signedIn)}
${inputField({ ...field, value, autocomplete: 'email' }, faults)}
<button>${texts.sendLink}</button>
</form>`;
    const done = queryText(request, 'done') === 'sent' ? texts.linkSent : null;
    return sendAccountPage(visit, { path: PAGE, body, faults, done });
  }

  private async ask(visit: Visit): Promise<unknown> {
    const { request, reply, signedIn, language } = visit;
    checkCsrf(request, signedIn);
    const email = normalizedEmail(formText(request, 'email'));
    if (!isEmail(email)) return this.page(visit, { email: accountTexts(language).wrongEmail });
    const subjects = [
      ['mail', email],
      ['mail', signedIn.user.id],
      ['mail_from_address', addressBlock(request.ip)],
    ] as const;
    await this.tries.count(subjects, new Date());
    await this.changes.ask(signedIn.user.id, email, language);
    return leadOn(reply, `${PAGE}?done=sent`);
  }

  /** Whoever looks at the mail for somebody, such as a scanner, confirms nothing. */
  private async show(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const token = tokenIn(request);
    const email = await this.changes.find(token);
    const language = pageLanguage(request);
    const texts = passwordTexts(language);
    const body = html`<h1>${texts.confirmTitle}</h1>
<p>${texts.confirmIntro} <strong>${email}</strong></p>
<form method="post" action="/confirm-email/${token}">
${this.forms.field(request, reply)}
<button class="block">${texts.confirm}</button>
</form>`;
    return sendPage(reply, { title: texts.confirmTitle, language, body });
  }

  private async confirm(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    this.forms.check(request);
    await this.changes.confirm(tokenIn(request));
    return leadOn(reply, '/account?done=email_confirmed');
  }
}

const isEmail = (text: string): boolean => text.length <= 254 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(text);
