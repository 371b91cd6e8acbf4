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
  queryText,
  sendPage,
} from '@platform/pages';

import { sendAccountPage } from './account-frame';
import { Credentials } from './credentials';
import { checkCsrf, csrfField } from './csrf';
import { hasFaults, newPassword, newPasswordFields } from './new-password';
import { leadOn, PageVisits, type Visit } from './page-visits';
import { LONGEST_PASSWORD } from './password-sign-in';
import { SignInSessions } from './sign-in-sessions';
import { accountTexts } from './texts/account-texts';
import { signInTexts } from './texts/sign-in-texts';

const PASSWORD = '/account/password';
const CONFIRM = '/account/confirm';

/** The pages on which somebody who is signed in changes the password, or shows once more that they know it. */
@Injectable()
export class CredentialPages {
  readonly routes: readonly PageRoute[];

  constructor(
    visits: PageVisits,
    private readonly credentials: Credentials,
    private readonly sessions: SignInSessions,
  ) {
    this.routes = [
      { method: 'GET', path: PASSWORD, handle: visits.signedIn((visit) => this.password(visit, {})) },
      { method: 'POST', path: PASSWORD, handle: visits.signedIn((visit) => this.savePassword(visit)) },
      { method: 'GET', path: CONFIRM, handle: visits.signedIn((visit) => this.confirmPage(visit, {})) },
      { method: 'POST', path: CONFIRM, handle: visits.signedIn((visit) => this.confirm(visit)) },
    ];
  }

  private async password(visit: Visit, faults: FormFaults): Promise<unknown> {
    const { signedIn, language, request } = visit;
    const texts = accountTexts(language);
    const user = await this.credentials.of(visit);
    const body =
      user.password_hash === null
        ? html`<p>${texts.noPassword}</p><p><a class="button" href="/forgotten-password">${texts.sendLink}</a></p>`
        : html`<form method="post" action="${PASSWORD}">${csrfField(signedIn)}
<input type="hidden" name="username" value="${user.email}" autocomplete="username">
${inputField({ ...OLD, name: 'old_password', label: texts.oldPassword }, faults)}
${newPasswordFields(language, faults)}
<button>${texts.save}</button>
</form>`;
    const done = queryText(request, 'done') === 'saved' ? texts.passwordSaved : null;
    return sendAccountPage(visit, { path: PASSWORD, body, faults, done });
  }

  private async savePassword(visit: Visit): Promise<unknown> {
    const { request, reply, signedIn, language } = visit;
    checkCsrf(request, signedIn);
    if (!(await this.credentials.confirm(visit, formText(request, 'old_password'))))
      return this.password(visit, { old_password: accountTexts(language).wrongPassword });
    const user = await this.credentials.of(visit);
    const { password, faults } = await newPassword(request, language, [user.email, user.name]);
    if (hasFaults(faults)) return this.password(visit, faults);
    await this.credentials.change(user, password);
    // All sessions are over, also this one: whoever copied its token has nothing.
    await this.sessions.begin(request, reply, { userId: user.id, methods: signedIn.methods });
    return leadOn(reply, `${PASSWORD}?done=saved`);
  }

  private async confirmPage(visit: Visit, faults: FormFaults): Promise<unknown> {
    const { signedIn, language, request, reply } = visit;
    const texts = accountTexts(language);
    const { correct } = signInTexts(language);
    const returnTo = localPath(formText(request, 'return_to') || queryText(request, 'return_to'));
    const { password_hash } = await this.credentials.of(visit);
    const body =
      password_hash === null
        ? html`<p>${texts.confirmBySignIn}</p>
<form method="post" action="/signout">${csrfField(signedIn)}<button>${texts.signOut}</button></form>`
        : html`<p>${texts.confirmIntro}</p>${faultSummary(correct, faults)}
<form method="post" action="${CONFIRM}">${csrfField(signedIn)}${hiddenField('return_to', returnTo)}
${inputField({ ...OLD, name: 'password', label: texts.password }, faults)}
<button class="block">${texts.goOn}</button>
</form>`;
    return sendPage(reply, {
      status: hasFaults(faults) ? 422 : 200,
      title: texts.confirmTitle,
      language,
      body: html`<h1>${texts.confirmTitle}</h1>${body}`,
    });
  }

  private async confirm(visit: Visit): Promise<unknown> {
    const { request, reply, signedIn, language } = visit;
    checkCsrf(request, signedIn);
    if (!(await this.credentials.confirm(visit, formText(request, 'password'))))
      return this.confirmPage(visit, { password: accountTexts(language).wrongPassword });
    return leadOn(reply, localPath(formText(request, 'return_to')) ?? '/account');
  }
}

const OLD = { type: 'password', autocomplete: 'current-password', maxlength: LONGEST_PASSWORD } as const;
