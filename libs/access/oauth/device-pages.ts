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
import type { Question, WhatFor } from './consents';
import type { DeviceRequest, DeviceRequests } from './device-requests';
import { accountOf } from './follow-sign-in';
import { resourceOf } from './installation-resource';
import { OAUTH_ROUTES } from './oauth-routes';
import { filled } from './texts/consent-texts';
import { deviceTexts } from './texts/device-texts';

/** The pages on which a person types the code that a device shows, and lets it in. */
export class DevicePages {
  private readonly path: string;

  constructor(
    private readonly parts: PageParts,
    private readonly requests: DeviceRequests,
    private readonly gate: RateGate | undefined,
  ) {
    this.path = `${parts.base}${OAUTH_ROUTES.code_verification}`;
  }

  get routes(): PageRoute[] {
    const { path } = this;
    const { visits } = this.parts;
    return [
      { method: 'GET', path, handle: visits.signedIn((visit) => this.show(visit)) },
      { method: 'POST', path, handle: visits.signedIn((visit) => this.take(visit)) },
    ];
  }

  private async show(visit: Visit): Promise<FastifyReply> {
    const { language, reply, request, signedIn } = visit;
    const code = queryText(request, 'user_code');
    if (code === '') return sendEntry(visit, this.path);
    const found = await this.find(visit, code);
    const question = found && (await this.questionOf(visit, found, queryText(request, 'workspace')));
    if (!found || !question) return sendEntry(visit, this.path, code);
    const above = codeShown(visit, code, found);
    const setting = { signedIn, language, path: this.path, above, hidden: { user_code: code } };
    return sendPage(reply, {
      title: deviceTexts(language).title,
      language,
      body: consentBody(question, setting),
    });
  }

  private async take(visit: Visit): Promise<FastifyReply> {
    const { request, signedIn } = visit;
    checkCsrf(request, signedIn);
    const code = formText(request, 'user_code');
    const found = await this.find(visit, code);
    const question = found && (await this.questionOf(visit, found, formText(request, 'workspace')));
    if (!question) return sendEntry(visit, this.path, code);
    if (formText(request, 'decision') === 'allow' && question.kind === 'what') {
      return this.allow(visit, code, question);
    }
    const denial = { error: 'access_denied', errorDescription: 'the person did not allow it' };
    await this.requests.answer(code, denial, new Date());
    return sendEnd(visit, question.app.name, false);
  }

  private async allow(visit: Visit, code: string, question: WhatFor): Promise<FastifyReply> {
    const { request, signedIn } = visit;
    const { provider, consents } = this.parts;
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
    const isFirst = await this.requests.answer(code, answer, new Date());
    return isFirst ? sendEnd(visit, question.app.name, true) : sendEntry(visit, this.path, code);
  }

  private questionOf(
    { signedIn }: Visit,
    { clientId, params: { resource, scope } }: DeviceRequest,
    workspace: string,
  ): Promise<Question | null> {
    return this.parts.consents.question({ clientId, signedIn, resource, scope, workspace });
  }

  /** Every code that is looked up costs: there are few enough to try them all. */
  private async find({ request }: Visit, code: string): Promise<DeviceRequest | null> {
    const refusal = await this.gate?.charge('token_address', request.ip);
    if (refusal) throw refusal;
    return this.requests.waiting(code, new Date());
  }
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
