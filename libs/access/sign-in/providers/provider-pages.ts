import { Injectable } from '@nestjs/common';
import type { SignInProviderSettings } from '@platform/config';
import {
  type FormFaults,
  formText,
  type Html,
  html,
  localPath,
  type PageRoute,
  queryText,
} from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { sendAccountPage } from '../account-frame';
import { Credentials } from '../credentials';
import { checkCsrf, csrfField } from '../csrf';
import { leadOn, PageVisits, type Visit } from '../page-visits';
import { type ProviderTexts, providerTexts } from '../texts/provider-texts';
import type { UserIdentity } from '../user-identity.entity';
import { Identities } from './identities';
import { ProviderArrivals } from './provider-arrivals';
import { ProviderSignIn } from './provider-sign-in';

const PAGE = '/account/sign-ins';

/** The pages that lead to other services and back, and the one that shows which are connected. */
@Injectable()
export class ProviderPages {
  readonly routes: readonly PageRoute[];

  constructor(
    visits: PageVisits,
    private readonly providers: ProviderSignIn,
    private readonly identities: Identities,
    private readonly credentials: Credentials,
    arrivals: ProviderArrivals,
  ) {
    const recent = (handle: (visit: Visit) => Promise<unknown>) => visits.recentlySignedIn(PAGE, handle);
    this.routes = [
      {
        method: 'GET',
        path: '/signin/with/:provider',
        handle: (request, reply) => this.begin(request, reply),
      },
      {
        method: 'GET',
        path: '/signin/with/:provider/callback',
        handle: (request, reply) => arrivals.arrive(request, reply, providerIn(request)),
      },
      { method: 'GET', path: PAGE, handle: recent((visit) => this.list(visit, {})) },
      { method: 'POST', path: `${PAGE}/connect`, handle: recent((visit) => this.connect(visit)) },
      { method: 'POST', path: `${PAGE}/disconnect`, handle: recent((visit) => this.disconnect(visit)) },
    ];
  }

  private async begin(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const invitation = queryText(request, 'invitation');
    const returnTo = localPath(queryText(request, 'return_to'));
    const intent =
      invitation === '' ? ({ kind: 'sign_in', returnTo } as const) : ({ kind: 'join', invitation } as const);
    return leadOn(reply, await this.providers.begin(reply, providerIn(request), intent));
  }

  private async connect({ request, reply, signedIn }: Visit): Promise<unknown> {
    checkCsrf(request, signedIn);
    const intent = { kind: 'connect', sessionId: signedIn.sessionId } as const;
    return leadOn(reply, await this.providers.begin(reply, formText(request, 'provider'), intent));
  }

  private async disconnect(visit: Visit): Promise<unknown> {
    const { request, reply, signedIn, language } = visit;
    checkCsrf(request, signedIn);
    const { password_hash } = await this.credentials.of(visit);
    const connected = await this.identities.of(signedIn.user.id);
    if (password_hash === null && connected.length < 2)
      return this.list(visit, { '': providerTexts(language).lastWay });
    await this.identities.disconnect(signedIn.user.id, formText(request, 'provider'));
    return leadOn(reply, `${PAGE}?done=disconnected`);
  }

  private async list(visit: Visit, faults: FormFaults): Promise<unknown> {
    const { signedIn, language, request } = visit;
    const texts = providerTexts(language);
    const connected = await this.identities.of(signedIn.user.id);
    const { all } = this.providers;
    const entries = all.map((provider) =>
      entry(
        provider,
        connected.find((identity) => identity.provider === provider.key),
        { visit, texts },
      ),
    );
    const body = html`<p>${texts.intro}</p>
${all.length === 0 ? html`<p>${texts.none}</p>` : html`<ul class="list">${entries}</ul>`}`;
    const said: Readonly<Record<string, string>> = {
      connected: texts.connected,
      disconnected: texts.disconnected,
    };
    const done = said[queryText(request, 'done')] ?? null;
    return sendAccountPage(visit, { path: PAGE, body, faults, done, formTargets: 'any' });
  }
}

const providerIn = ({ params }: FastifyRequest): string =>
  (params as { readonly provider?: string }).provider ?? '';

function entry(
  { key, name }: SignInProviderSettings,
  identity: UserIdentity | undefined,
  { visit, texts }: { readonly visit: Visit; readonly texts: ProviderTexts },
): Html {
  const [action, word] = identity ? ['disconnect', texts.disconnect] : ['connect', texts.connect];
  return html`<li><div class="what"><strong>${name}</strong><span class="soft">${identity?.label ?? texts.notConnected}</span></div>
<form method="post" action="${PAGE}/${action}">${csrfField(visit.signedIn)}<input type="hidden" name="provider" value="${key}"><button class="quiet" aria-label="${word}: ${name}">${word}</button></form></li>`;
}
