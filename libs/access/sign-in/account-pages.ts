import { Users } from '@access/users';
import { Memberships, type UserMembership } from '@access/workspaces';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import {
  type FormFaults,
  formText,
  type Html,
  html,
  inputField,
  isPageLanguage,
  PAGE_LANGUAGES,
  type PageRoute,
  queryText,
} from '@platform/pages';

import { sendAccountPage } from './account-frame';
import { checkCsrf, csrfField } from './csrf';
import { leadOn, PageVisits, type Visit } from './page-visits';
import { type AccountTexts, accountTexts } from './texts/account-texts';
import { invitationTexts } from './texts/invitation-texts';

const LONGEST_NAME = 200;

/** The page on which somebody sees who they are here, and says what they are called. */
@Injectable()
export class AccountPages {
  readonly routes: readonly PageRoute[];

  constructor(
    visits: PageVisits,
    private readonly memberships: Memberships,
    private readonly users: Users,
    private readonly database: Database,
  ) {
    this.routes = [
      { method: 'GET', path: '/account', handle: visits.signedIn((visit) => this.show(visit)) },
      { method: 'POST', path: '/account', handle: visits.signedIn((visit) => this.save(visit)) },
    ];
  }

  private async save(visit: Visit): Promise<unknown> {
    const { request, reply, signedIn, language } = visit;
    checkCsrf(request, signedIn);
    const name = formText(request, 'name').trim();
    const chosen = formText(request, 'language');
    if (name === '' || [...name].length > LONGEST_NAME)
      return this.show(visit, { name: invitationTexts(language).missingName });
    const change = { name, language: isPageLanguage(chosen) ? chosen : null };
    await this.database.transaction((tx) => this.users.change(tx, signedIn.user.id, change));
    return leadOn(reply, '/account?done=saved');
  }

  private async show(visit: Visit, faults: FormFaults = {}): Promise<unknown> {
    const { signedIn, language, request } = visit;
    const { name, email } = signedIn.user;
    const texts = accountTexts(language);
    const body = html`<p>${email}</p>
<form method="post" action="/account">${csrfField(signedIn)}
${inputField({ name: 'name', label: texts.name, value: name, autocomplete: 'name', maxlength: LONGEST_NAME }, faults)}
${languageField(texts, signedIn.user.language)}
<button>${texts.save}</button>
</form>
<h2>${texts.workspaces}</h2>
${workspaceList(await this.memberships.of(signedIn.user.id), texts)}`;
    const said: Readonly<Record<string, string>> = {
      saved: texts.saved,
      joined: invitationTexts(language).joined,
      email_confirmed: texts.emailConfirmed,
    };
    const done = said[queryText(request, 'done')] ?? null;
    return sendAccountPage(visit, { path: '/account', body, faults, done });
  }
}

const workspaceList = (workspaces: readonly UserMembership[], texts: AccountTexts): Html =>
  workspaces.length === 0
    ? html`<p>${texts.noWorkspaces}</p>`
    : html`<ul class="list">${workspaces.map(({ workspaceName }) => html`<li>${workspaceName}</li>`)}</ul>`;

function languageField(texts: AccountTexts, chosen: string | null): Html {
  const options = Object.entries(PAGE_LANGUAGES).map(
    ([code, name]) =>
      html`<option value="${code}" lang="${code}"${code === chosen && html` selected`}>${name}</option>`,
  );
  return html`<div class="field"><label for="language">${texts.language}</label>
<select id="language" name="language"><option value="">${texts.browserLanguage}</option>${options}</select></div>`;
}
