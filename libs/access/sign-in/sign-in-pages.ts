import { Injectable } from '@nestjs/common';
import {
  type FormFaults,
  faultSummary,
  formText,
  type Html,
  hiddenField,
  html,
  inputField,
  localPath,
  notice,
  type PageRoute,
  pageLanguage,
  queryText,
  sendPage,
} from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Arrivals } from './arrivals';
import { checkCsrf, VisitorForms } from './csrf';
import { formTargetsTo, leadOn } from './page-visits';
import { PasswordSignIn } from './password-sign-in';
import { ProviderLinks } from './providers/provider-links';
import { SignInSessions } from './sign-in-sessions';
import { type SignInTexts, signInTexts } from './texts/sign-in-texts';

/** A sign-in on its way: empty, or as it was sent. */
interface Attempt {
  readonly email: string;
  readonly returnTo: string | null;
  readonly faults: FormFaults;
  readonly status?: number;
}

/** The pages on which people sign in and out. */
@Injectable()
export class SignInPages {
  readonly routes: readonly PageRoute[] = [
    { method: 'GET', path: '/signin', handle: (request, reply) => this.ask(request, reply) },
    { method: 'POST', path: '/signin', handle: (request, reply) => this.signIn(request, reply) },
    { method: 'POST', path: '/signout', handle: (request, reply) => this.signOut(request, reply) },
  ];

  constructor(
    private readonly sessions: SignInSessions,
    private readonly passwords: PasswordSignIn,
    private readonly forms: VisitorForms,
    private readonly arrivals: Arrivals,
    private readonly links: ProviderLinks,
  ) {}

  private async ask(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const returnTo = localPath(queryText(request, 'return_to'));
    if (await this.sessions.current(request)) return leadOn(reply, returnTo ?? '/account');
    return this.page(request, reply, { email: '', returnTo, faults: {} });
  }

  private async signIn(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    this.forms.check(request);
    const email = formText(request, 'email');
    const returnTo = localPath(formText(request, 'return_to'));
    const user = await this.passwords.find(email, formText(request, 'password'), request.ip);
    if (!user) {
      const faults = { email: signInTexts(pageLanguage(request)).wrong };
      return this.page(request, reply, { email, returnTo, faults, status: 422 });
    }
    return this.arrivals.arrive(request, reply, { userId: user.id, method: 'pwd', returnTo });
  }

  private async signOut(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const signedIn = await this.sessions.current(request);
    if (signedIn) {
      checkCsrf(request, signedIn);
      await this.sessions.end(request, reply);
    }
    return leadOn(reply, '/signin?done=signed_out');
  }

  private page(request: FastifyRequest, reply: FastifyReply, attempt: Attempt): FastifyReply {
    const language = pageLanguage(request);
    const texts = signInTexts(language);
    const { email, returnTo, faults, status = 200 } = attempt;
    const body = html`<h1>${texts.title}</h1>
${doneNotice(request, texts)}${faultSummary(texts.correct, faults)}
<form method="post" action="/signin">
${this.forms.field(request, reply)}${hiddenField('return_to', returnTo)}
${inputField({ name: 'email', label: texts.email, type: 'email', value: email, autocomplete: 'username' }, faults)}
${inputField({ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password' })}
<button class="block">${texts.submit}</button>
</form>
<p class="after"><a href="/forgotten-password">${texts.forgotten}</a></p>
${this.links.offer({ words: texts.with, or: texts.or }, returnTo === null ? {} : { return_to: returnTo })}`;
    const title = status === 200 ? texts.title : `${texts.error}: ${texts.title}`;
    return sendPage(reply, { status, title, language, body, formTargets: formTargetsTo(returnTo) });
  }
}

function doneNotice(request: FastifyRequest, texts: SignInTexts): Html | null {
  const done = queryText(request, 'done');
  if (done === 'signed_out') return notice(texts.signedOut);
  return done === 'password_set' ? notice(texts.passwordSet) : null;
}
