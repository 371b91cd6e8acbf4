import { Memberships } from '@access/workspaces';
import { Injectable } from '@nestjs/common';
import { html, type PageRoute, sendPage } from '@platform/pages';

import { csrfField } from './csrf';
import { PageVisits, type Visit } from './page-visits';
import { accountTexts } from './texts/account-texts';

/** The page on which somebody sees who they are here. */
@Injectable()
export class AccountPages {
  readonly routes: readonly PageRoute[];

  constructor(
    visits: PageVisits,
    private readonly memberships: Memberships,
  ) {
    this.routes = [{ method: 'GET', path: '/account', handle: visits.signedIn((visit) => this.show(visit)) }];
  }

  private async show({ signedIn, language, reply }: Visit): Promise<unknown> {
    const texts = accountTexts(language);
    const workspaces = await this.memberships.of(signedIn.user.id);
    const body = html`<h1>${signedIn.user.name}</h1>
<p>${signedIn.user.email}</p>
<h2>${texts.workspaces}</h2>
${
  workspaces.length === 0
    ? html`<p>${texts.noWorkspaces}</p>`
    : html`<ul class="list">${workspaces.map(({ workspaceName }) => html`<li>${workspaceName}</li>`)}</ul>`
}
<form method="post" action="/signout">${csrfField(signedIn)}<button class="quiet">${texts.signOut}</button></form>`;
    return sendPage(reply, { title: texts.title, language, body, isWide: true });
  }
}
