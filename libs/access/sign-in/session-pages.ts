import { Injectable } from '@nestjs/common';
import { formText, type Html, html, type PageLanguage, type PageRoute, queryText } from '@platform/pages';

import { sendAccountPage } from './account-frame';
import { browserName } from './browser-name';
import { checkCsrf, csrfField } from './csrf';
import { leadOn, PageVisits, type Visit } from './page-visits';
import type { Session } from './session.entity';
import { SessionStore } from './session-store';
import { SignInSessions } from './sign-in-sessions';
import { type SessionTexts, sessionTexts } from './texts/session-texts';

const PAGE = '/account/sessions';
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The page on which somebody sees where they are signed in, and ends what they do not know. */
@Injectable()
export class SessionPages {
  readonly routes: readonly PageRoute[];

  constructor(
    visits: PageVisits,
    private readonly store: SessionStore,
    private readonly sessions: SignInSessions,
  ) {
    this.routes = [
      { method: 'GET', path: PAGE, handle: visits.signedIn((visit) => this.list(visit)) },
      { method: 'POST', path: `${PAGE}/end`, handle: visits.signedIn((visit) => this.end(visit)) },
      { method: 'POST', path: `${PAGE}/end-all`, handle: visits.signedIn((visit) => this.endAll(visit)) },
    ];
  }

  private async list(visit: Visit): Promise<unknown> {
    const { signedIn, language, request } = visit;
    const texts = sessionTexts(language);
    const sessions = await this.store.list(signedIn.user.id, new Date());
    const body = html`<p>${texts.intro}</p>
<ul class="list">${sessions.map((session) => entry(session, visit, texts))}</ul>
<form method="post" action="${PAGE}/end-all">${csrfField(signedIn)}<button class="danger">${texts.endAll}</button></form>`;
    const done = queryText(request, 'done') === 'ended' ? texts.ended : null;
    return sendAccountPage({ ...visit, language }, { path: PAGE, body, done });
  }

  private async end({ request, reply, signedIn }: Visit): Promise<unknown> {
    checkCsrf(request, signedIn);
    const id = formText(request, 'session');
    if (UUID.test(id)) await this.store.end(signedIn.user.id, id);
    return leadOn(reply, `${PAGE}?done=ended`);
  }

  private async endAll({ request, reply, signedIn }: Visit): Promise<unknown> {
    checkCsrf(request, signedIn);
    await this.store.endAll(signedIn.user.id);
    await this.sessions.end(request, reply);
    return leadOn(reply, '/signin?done=signed_out');
  }
}

function entry(session: Session, { signedIn, language }: Visit, texts: SessionTexts): Html {
  const { id, user_agent, address, last_seen_at, created_at } = session;
  const isCurrent = id === signedIn.sessionId;
  const name = user_agent === null ? texts.unknownBrowser : browserName(user_agent);
  return html`<li><div class="what"><strong>${name}</strong>${isCurrent && html` (${texts.current})`}
<span class="soft">${address}</span>
<span class="soft">${texts.lastSeen}: ${time(last_seen_at, language)} · ${texts.since}: ${time(created_at, language)}</span></div>
${
  !isCurrent &&
  html`<form method="post" action="${PAGE}/end">${csrfField(signedIn)}<input type="hidden" name="session" value="${id}"><button class="quiet" aria-label="${texts.end}: ${name}, ${address}">${texts.end}</button></form>`
}</li>`;
}

const time = (at: Date, language: PageLanguage): Html =>
  html`<time datetime="${at.toISOString()}">${new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC</time>`;
