import { checkCsrf, type Visit } from '@access/sign-in';
import type { RateGate } from '@platform/http';
import {
  type FormFaults,
  faultSummary,
  formText,
  type Html,
  html,
  inputField,
  type PageRoute,
  queryText,
  sendPage,
} from '@platform/pages';
import type { FastifyReply } from 'fastify';

import { consentBody } from './consent-page';
import { formTexts, type PageParts } from './consent-pages';
import type { WhatFor } from './consents';
import type { DeviceRequest, DeviceRequests } from './device-requests';
import { accountOf } from './follow-sign-in';
import { resourceOf } from './installation-resource';
import { OAUTH_ROUTES } from './oauth-routes';
import { filled } from './texts/consent-texts';
import { deviceTexts } from './texts/device-texts';

/** The pages on which a person types the code that a device shows, and lets it in. */
export function devicePages(
  { provider, consents, visits, base }: PageParts,
  requests: DeviceRequests,
  gate: RateGate | undefined,
): PageRoute[] {
  const path = `${base}${OAUTH_ROUTES.code_verification}`;

  const questionOf = async ({ signedIn }: Visit, { clientId, params }: DeviceRequest, workspace: string) =>
    consents.question({
      clientId,
      signedIn,
      workspace,
      ...params,
      resource: params.resource,
      scope: params.scope,
    });

  /** Every code that is looked up costs: there are few enough to try them all. */
  const find = async ({ request }: Visit, code: string): Promise<DeviceRequest | null> => {
    const refusal = await gate?.charge('token_address', request.ip);
    if (refusal) throw refusal;
    return requests.waiting(code, new Date());
  };

  const show = async (visit: Visit) => {
    const code = queryText(visit.request, 'user_code');
    if (code === '') return sendEntry(visit, path);
    const found = await find(visit, code);
    const question = found && (await questionOf(visit, found, queryText(visit.request, 'workspace')));
    if (!found || !question) return sendEntry(visit, path, code);
    const { language, reply, signedIn } = visit;
    const body = consentBody(question, {
      signedIn,
      language,
      path,
      above: codeShown(visit, code, found),
      hidden: { user_code: code },
    });
    return sendPage(reply, { title: deviceTexts(language).title, language, body });
  };

  const allow = async (visit: Visit, code: string, question: WhatFor) => {
    const { request, signedIn } = visit;
    const ticked = formTexts(request, 'scope');
    const { grantId, target, granted } = await consents.allow(provider, question, { signedIn, ticked });
    const answer = {
      accountId: accountOf(signedIn),
      grantId,
      scope: granted.join(' '),
      resource: resourceOf(target),
      authTime: Math.floor(signedIn.authenticatedAt.getTime() / 1000),
      amr: signedIn.methods,
    };
    const isFirst = await requests.answer(code, answer, new Date());
    return isFirst ? sendEnd(visit, question.app.name, true) : sendEntry(visit, path, code);
  };

  const take = async (visit: Visit) => {
    checkCsrf(visit.request, visit.signedIn);
    const code = formText(visit.request, 'user_code');
    const found = await find(visit, code);
    const question = found && (await questionOf(visit, found, formText(visit.request, 'workspace')));
    if (!question) return sendEntry(visit, path, code);
    if (formText(visit.request, 'decision') === 'allow' && question.kind === 'what') {
      return allow(visit, code, question);
    }
    const denial = { error: 'access_denied', errorDescription: 'the person did not allow it' };
    await requests.answer(code, denial, new Date());
    return sendEnd(visit, question.app.name, false);
  };

  return [
    { method: 'GET', path, handle: visits.signedIn(show) },
    { method: 'POST', path, handle: visits.signedIn(take) },
  ];
}

/** Asks for a code: the first time, or because the one that was typed is none. */
function sendEntry({ reply, language }: Visit, path: string, wrong?: string): FastifyReply {
  const texts = deviceTexts(language);
  const faults: FormFaults = wrong === undefined ? {} : { user_code: texts.wrongCode };
  const body = html`<h1>${texts.title}</h1>
<p>${texts.enter}</p>
${faultSummary(texts.wrongCode, faults)}
<form method="get" action="${path}">
${inputField({ name: 'user_code', label: texts.code, value: wrong ?? '', autocomplete: 'off', maxlength: 20 }, faults)}
<button>${texts.go}</button>
</form>`;
  return sendPage(reply, { status: wrong === undefined ? 200 : 400, title: texts.title, language, body });
}

function codeShown({ language }: Visit, code: string, { deviceInfo }: DeviceRequest): Html {
  const texts = deviceTexts(language);
  const from = typeof deviceInfo?.ip === 'string' && filled(texts.askedFrom, { address: deviceInfo.ip });
  return html`<div class="notice"><p><b>${texts.check}</b></p>
<p><code>${code}</code></p>
<p class="hint">${texts.checkHint} ${from}</p></div>`;
}

function sendEnd({ reply, language }: Visit, app: string, isConnected: boolean): FastifyReply {
  const texts = deviceTexts(language);
  const [title, detail] = isConnected
    ? [texts.connected, texts.connectedDetail]
    : [texts.denied, texts.deniedDetail];
  const body = html`<h1>${title}</h1><p role="status">${filled(detail, { app })}</p>`;
  return sendPage(reply, { title, language, body });
}
