import { Users } from '@access/users';
import { Injectable } from '@nestjs/common';
import {
  type FormFaults,
  faultSummary,
  formText,
  hiddenField,
  html,
  inputField,
  localPath,
  type PageRoute,
  pageLanguage,
  queryText,
  sendPage,
} from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AccountMails } from './account-mails';
import { checkCsrf, csrfField } from './csrf';
import { formTargetsTo, leadOn } from './page-visits';
import { SecondFactors } from './second-factors';
import { type SignedIn, SignInSessions } from './sign-in-sessions';
import { SignInTries, type Tried } from './sign-in-tries';
import { signInTexts } from './texts/sign-in-texts';

const PATH = '/signin/second-step';

/** Lets somebody in who has shown the first factor: at once, or after the second step. */
@Injectable()
export class Arrivals {
  readonly routes: readonly PageRoute[] = [
    { method: 'GET', path: PATH, handle: (request, reply) => this.ask(request, reply) },
    { method: 'POST', path: PATH, handle: (request, reply) => this.check(request, reply) },
  ];

  constructor(
    private readonly sessions: SignInSessions,
    private readonly factors: SecondFactors,
    private readonly tries: SignInTries,
    private readonly users: Users,
    private readonly mails: AccountMails,
  ) {}

  /** Begins the session of somebody, and leads them to where they wanted, past the second step if they have one. */
  async arrive(
    request: FastifyRequest,
    reply: FastifyReply,
    { userId, method, returnTo }: { userId: string; method: string; returnTo: string | null },
  ): Promise<FastifyReply> {
    const isPending = await this.factors.isOn(userId);
    await this.sessions.begin(request, reply, { userId, methods: [method], isPending });
    if (!isPending) return leadOn(reply, returnTo ?? '/account');
    return leadOn(reply, returnTo === null ? PATH : `${PATH}?return_to=${encodeURIComponent(returnTo)}`);
  }

  private async ask(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const pending = await this.sessions.pending(request);
    if (!pending) return leadOn(reply, '/signin');
    const returnTo = localPath(queryText(request, 'return_to'));
    return this.page(request, reply, { pending, returnTo, isWrong: false });
  }

  private async check(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const pending = await this.sessions.pending(request);
    if (!pending) return leadOn(reply, '/signin');
    checkCsrf(request, pending);
    const now = new Date();
    const subjects: readonly Tried[] = [['second_factor', pending.user.id]];
    await this.tries.count(subjects, now);
    const returnTo = localPath(formText(request, 'return_to'));
    const method = await this.factors.check(pending.user.id, formText(request, 'code'), now);
    if (method === null) return this.page(request, reply, { pending, returnTo, isWrong: true });
    await this.tries.succeeded(subjects);
    if (method === 'recovery') await this.warn(pending.user.id);
    const methods = [...pending.methods, method];
    await this.sessions.begin(request, reply, { userId: pending.user.id, methods });
    return leadOn(reply, returnTo ?? '/account');
  }

  private async warn(userId: string): Promise<void> {
    const user = await this.users.byId(userId);
    if (user) await this.mails.notice(user, 'recoveryCodeUsed');
  }

  private page(request: FastifyRequest, reply: FastifyReply, step: Step): FastifyReply {
    const { pending, returnTo, isWrong } = step;
    const language = pageLanguage(request, pending.user);
    const texts = signInTexts(language);
    const faults: FormFaults = isWrong ? { code: texts.wrongCode } : {};
    const code = { name: 'code', label: texts.code, hint: texts.codeHint, maxlength: 30 } as const;
    return sendPage(reply, {
      status: isWrong ? 422 : 200,
      title: isWrong ? `${texts.error}: ${texts.secondFactor}` : texts.secondFactor,
      language,
      formTargets: formTargetsTo(returnTo),
      body: html`<h1>${texts.secondFactor}</h1>
<p>${pending.user.email}</p>
${faultSummary(texts.correct, faults)}
<form method="post" action="${PATH}">
${csrfField(pending)}${hiddenField('return_to', returnTo)}
${inputField({ ...code, autocomplete: 'one-time-code' }, faults)}
<div class="actions"><button>${texts.confirm}</button> <a href="/signin">${texts.startAgain}</a></div>
</form>`,
    });
  }
}

interface Step {
  readonly pending: SignedIn;
  readonly returnTo: string | null;
  readonly isWrong: boolean;
}
