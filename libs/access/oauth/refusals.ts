import type { IncomingMessage } from 'node:http';

import { html, pageLanguage, sendPage } from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

import { consentTexts } from './texts/consent-texts';

type Refusal = Parameters<NonNullable<Configuration['renderError']>>[1];

const refusals = new WeakMap<IncomingMessage, Refusal>();

/** The endpoints to which a browser brings a person. */
const WITH_A_PERSON = new Set(['authorization', 'resume']);

/** Answers programs with what went wrong, and leaves what a person is told to `sendRefusal`. */
export function noteRefusal(ctx: KoaContextWithOIDC, refusal: Refusal): void {
  if (!WITH_A_PERSON.has(ctx.oidc.route)) {
    ctx.body = refusal;
    return;
  }
  refusals.set(ctx.req, refusal);
  ctx.respond = false;
}

/** Shows a person why an app's request was refused, when it was and nobody could be sent back; says whether it did. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply): boolean {
  const refusal = refusals.get(request.raw);
  if (!refusal) return false;
  const language = pageLanguage(request);
  const texts = consentTexts(language);
  const { error, error_description: detail } = refusal;
  const isOver = error === 'invalid_request' && /session/.test(String(detail));
  const body = isOver
    ? html`<h1>${texts.expired}</h1><p>${texts.expiredDetail}</p>`
    : html`<h1>${texts.refused}</h1>
<p role="alert">${texts.refusedDetail}</p>
<p><code>${error}</code>${detail !== undefined && html`<br><span lang="en">${detail}</span>`}</p>`;
  sendPage(reply, {
    status: error === 'server_error' ? 500 : 400,
    title: isOver ? texts.expired : texts.refused,
    language,
    body,
  });
  return true;
}
