import { checkCsrf, leadOn, type PageVisits, type SignedIn, type Visit } from '@access/sign-in';
import { formText, html, type PageRoute, queryText, sendPage } from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errors, type Provider } from 'oidc-provider';

import { consentBody, consentTitle } from './consent-page';
import type { Consents, Question } from './consents';
import { accountOf } from './follow-sign-in';
import { resourceOf } from './installation-resource';
import { CONSENT_ROUTE } from './oauth-routes';
import { consentTexts } from './texts/consent-texts';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What the pages of an authorization stand on. */
export interface PageParts {
  readonly provider: Provider;
  readonly consents: Consents;
  readonly visits: PageVisits;
  /** Where the issuer is, as `/oauth`. */
  readonly base: string;
}

/** The pages on which a person who came from an app allows it what it asks for, or does not. */
export function consentPages({ provider, consents, visits, base }: PageParts): PageRoute[] {
  const path = `${base}${CONSENT_ROUTE}/:uid`;

  const asked = async ({ request, reply, signedIn }: Visit, workspace: string) => {
    const interaction = await interactionOf(provider, request, reply);
    if (!interaction || !isFor(interaction, signedIn)) return null;
    const { client_id, resource, scope } = interaction.params;
    const question = await consents.question({
      clientId: String(client_id),
      signedIn,
      resource,
      scope,
      workspace,
    });
    return question && { interaction, question };
  };

  const show = async (visit: Visit) => {
    const found = await asked(visit, queryText(visit.request, 'workspace'));
    return found ? sendQuestion(visit, found.question, found.interaction) : sendExpired(visit);
  };

  const take = async (visit: Visit) => {
    const { request, reply, signedIn } = visit;
    checkCsrf(request, signedIn);
    const found = await asked(visit, formText(request, 'workspace'));
    if (!found) return sendExpired(visit);
    const { interaction, question } = found;
    if (formText(request, 'decision') !== 'allow') {
      interaction.result = { error: 'access_denied', error_description: 'the person did not allow it' };
    } else if (question.kind === 'what') {
      const ticked = formTexts(request, 'scope');
      const { grantId, target } = await consents.allow(provider, question, { signedIn, ticked });
      interaction.params.resource = resourceOf(target);
      interaction.result = { login: loginOf(signedIn), consent: { grantId } };
    } else return sendQuestion(visit, question, interaction);
    await interaction.persist();
    return leadOn(reply, interaction.returnTo);
  };

  return [
    { method: 'GET', path, handle: visits.signedIn(show) },
    { method: 'POST', path, handle: visits.signedIn(take) },
  ];
}

/** What is asked in this browser at this address; null when it is over, or another browser's. */
async function interactionOf(
  provider: Provider,
  { raw, params }: FastifyRequest,
  reply: FastifyReply,
): Promise<Interaction | null> {
  try {
    const interaction = await provider.interactionDetails(raw, reply.raw);
    return interaction.uid === (params as { uid: string }).uid ? interaction : null;
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null;
    throw error;
  }
}

/** An authorization that one person began is not finished by another. */
const isFor = ({ session }: Interaction, signedIn: SignedIn): boolean =>
  session === undefined || session.accountId === accountOf(signedIn);

const loginOf = (signedIn: SignedIn) => ({
  accountId: accountOf(signedIn),
  ts: Math.floor(signedIn.authenticatedAt.getTime() / 1000),
  amr: [...signedIn.methods],
});

/** Everything that a form was sent with under a name. */
export function formTexts({ body }: FastifyRequest, name: string): string[] {
  const value = (body as Readonly<Record<string, unknown>> | undefined)?.[name];
  return [value].flat().filter((text) => typeof text === 'string');
}

function sendQuestion(
  { reply, request, signedIn, language }: Visit,
  question: Question,
  { params }: Interaction,
): FastifyReply {
  const [path = ''] = request.url.split('?');
  return sendPage(reply, {
    title: consentTitle(question, language),
    language,
    body: consentBody(question, { signedIn, language, path }),
    formTargets: [originOf(String(params.redirect_uri))],
  });
}

/** Where the browser goes in the end, as a Content Security Policy names it; a scheme of an app's own has no origin. */
function originOf(address: string): string {
  const { origin, protocol } = new URL(address);
  return origin === 'null' ? protocol : origin;
}

function sendExpired({ reply, language }: Visit): FastifyReply {
  const texts = consentTexts(language);
  const body = html`<h1>${texts.expired}</h1><p>${texts.expiredDetail}</p>`;
  return sendPage(reply, { status: 400, title: texts.expired, language, body });
}
