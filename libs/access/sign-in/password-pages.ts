import { setTimeout as sleep } from 'node:timers/promises';

import { normalizedEmail } from '@access/users';
import { Injectable } from '@nestjs/common';
import {
  type FormFaults,
  faultSummary,
  formText,
  html,
  inputField,
  type PageRoute,
  pageLanguage,
  sendPage,
} from '@platform/pages';
import { addressBlock } from '@platform/rate-limits';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { VisitorForms } from './csrf';
import { hasFaults, newPassword, newPasswordFields } from './new-password';
import { leadOn, tokenIn } from './page-visits';
import { PasswordResets } from './password-resets';
import { SignInSessions } from './sign-in-sessions';
import { SignInTries } from './sign-in-tries';
import { passwordTexts } from './texts/password-texts';
import { signInTexts } from './texts/sign-in-texts';

/** Longer than a link takes to make: the time of an answer tells nothing. */
const ANSWER_MS = 200;

/** The pages for people who have forgotten their password, or have none yet. */
@Injectable()
export class PasswordPages {
  readonly routes: readonly PageRoute[] = [
    { method: 'GET', path: '/forgotten-password', handle: (request, reply) => this.ask(request, reply) },
    { method: 'POST', path: '/forgotten-password', handle: (request, reply) => this.send(request, reply) },
    {
      method: 'GET',
      path: '/reset-password/:token',
      handle: (request, reply) => this.choose(request, reply),
    },
    { method: 'POST', path: '/reset-password/:token', handle: (request, reply) => this.save(request, reply) },
  ];

  constructor(
    private readonly resets: PasswordResets,
    private readonly sessions: SignInSessions,
    private readonly forms: VisitorForms,
    private readonly tries: SignInTries,
  ) {}

  private ask(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const language = pageLanguage(request);
    const texts = passwordTexts(language);
    const email = { name: 'email', label: signInTexts(language).email, type: 'email' } as const;
    const body = html`<h1>${texts.forgottenTitle}</h1>
<p>${texts.forgottenIntro}</p>
<form method="post" action="/forgotten-password">
${this.forms.field(request, reply)}
${inputField({ ...email, autocomplete: 'username' })}
<div class="actions"><button>${texts.send}</button> <a href="/signin">${texts.backToSignIn}</a></div>
</form>`;
    return Promise.resolve(sendPage(reply, { title: texts.forgottenTitle, language, body }));
  }

  private async send(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    this.forms.check(request);
    const language = pageLanguage(request);
    const email = normalizedEmail(formText(request, 'email'));
    const subjects = [
      ['mail', email],
      ['mail_from_address', addressBlock(request.ip)],
    ] as const;
    await this.tries.count(subjects, new Date());
    await Promise.all([this.resets.ask(email, language), sleep(ANSWER_MS)]);
    const texts = passwordTexts(language);
    const body = html`<h1>${texts.sentTitle}</h1>
<p role="status">${texts.sent}</p>
<p><a href="/signin">${texts.backToSignIn}</a></p>`;
    return sendPage(reply, { title: texts.sentTitle, language, body });
  }

  private async choose(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { email } = await this.resets.userOf(tokenIn(request));
    return this.page(request, reply, email, {});
  }

  private async save(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    this.forms.check(request);
    const token = tokenIn(request);
    const { email, name } = await this.resets.userOf(token);
    const { password, faults } = await newPassword(request, pageLanguage(request), [email, name]);
    if (hasFaults(faults)) return this.page(request, reply, email, faults);
    await this.resets.set(token, password);
    await this.sessions.end(request, reply);
    return leadOn(reply, '/signin?done=password_set');
  }

  private page(
    request: FastifyRequest,
    reply: FastifyReply,
    email: string,
    faults: FormFaults,
  ): FastifyReply {
    const language = pageLanguage(request);
    const texts = passwordTexts(language);
    const { correct, error } = signInTexts(language);
    const body = html`<h1>${texts.resetTitle}</h1>
<p>${email}</p>
${faultSummary(correct, faults)}
<form method="post" action="/reset-password/${tokenIn(request)}">
${this.forms.field(request, reply)}<input type="hidden" name="username" value="${email}" autocomplete="username">
${newPasswordFields(language, faults)}
<button class="block">${texts.save}</button>
</form>`;
    const isWrong = hasFaults(faults);
    const title = isWrong ? `${error}: ${texts.resetTitle}` : texts.resetTitle;
    return sendPage(reply, { status: isWrong ? 422 : 200, title, language, body });
  }
}
