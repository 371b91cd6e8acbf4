import type { FieldAccess } from '@access/installations';
import { csrfField, type SignedIn } from '@access/sign-in';
import { toTypeId } from '@platform/ids';
import { type Html, hiddenField, html, type PageLanguage } from '@platform/pages';

import type { AskedScope, Question, WhatFor } from './consents';
import { consentTexts, filled } from './texts/consent-texts';
import { scopeText } from './texts/scope-texts';

/** What surrounds a question: who is asked, where the answer goes, and what stands above and is sent along. */
export interface Setting {
  readonly signedIn: SignedIn;
  readonly language: PageLanguage;
  /** The path of the page. */
  readonly path: string;
  readonly above?: Html;
  readonly hidden?: Readonly<Record<string, string>>;
}

/** The title of a page that asks for consent. */
export function consentTitle(question: Question, language: PageLanguage): string {
  const texts = consentTexts(language);
  const title =
    question.kind === 'nowhere' && question.elsewhere.length > 0 ? texts.notInstalled : texts.title;
  return filled(title, { app: question.app.name });
}

/** The page that asks a person which workspace is meant, what an app may do there, or says why it cannot be used. */
export function consentBody(question: Question, setting: Setting): Html {
  const heading = html`<h1>${consentTitle(question, setting.language)}</h1>
${publisher(question, setting)}
${setting.above}`;
  if (question.kind === 'what') return html`${heading}${whatFor(question, setting)}`;
  return html`${heading}${question.kind === 'which' ? which(question, setting) : nowhere(question, setting)}`;
}

function publisher({ app }: Question, { language, signedIn }: Setting): Html {
  const texts = consentTexts(language);
  const by =
    app.publisher === null ? texts.unknownPublisher : filled(texts.publisher, { publisher: app.publisher });
  return html`<p class="soft">${by}<br>${filled(texts.signedInAs, { email: signedIn.user.email })}</p>`;
}

function whatFor({ app, choice, needed, optional }: WhatFor, setting: Setting): Html {
  const texts = consentTexts(setting.language);
  return html`<form method="post" action="${setting.path}">
${sentAlong(setting)}${hiddenField('workspace', toTypeId('workspace', choice.workspaceId))}
<p><b>${texts.workspace}:</b> ${choice.workspaceName}</p>
${
  needed.length > 0 &&
  html`<h2>${filled(texts.mayNeeded, { app: app.name })}</h2>
<ul class="list">${needed.map((scope) => html`<li><div class="what">${told(scope, setting.language)}</div></li>`)}</ul>`
}
${optional.length > 0 && choosable(optional, setting)}
${fields(texts.reads, app.field_access.reads)}${fields(texts.writes, app.field_access.writes)}
<p class="soft">${texts.yourRights}</p>
<div class="actions"><button name="decision" value="allow">${texts.allow}</button>
<button class="quiet" name="decision" value="deny">${texts.deny}</button></div>
</form>`;
}

function choosable(scopes: readonly AskedScope[], { language }: Setting): Html {
  const texts = consentTexts(language);
  const items = scopes.map(
    (scope) => html`<li><input type="checkbox" id="${scope.name}" name="scope" value="${scope.name}" checked>
<label class="what" for="${scope.name}">${told(scope, language)}</label></li>`,
  );
  return html`<h2 id="optional">${texts.mayOptional}</h2>
<p class="hint" id="optional-hint">${texts.optionalHint}</p>
<div role="group" aria-labelledby="optional" aria-describedby="optional-hint"><ul class="list">${items}</ul></div>`;
}

/** A scope that nobody has put into the language of the page is told in English. */
function told({ name, allows, reason }: AskedScope, language: PageLanguage): Html {
  const translated = scopeText(name, language);
  const what =
    translated === null ? html`<span lang="en">${allows}</span>` : html`<span>${translated}</span>`;
  return html`${what}${reason !== null && html`<span class="soft">${reason}</span>`}`;
}

function fields(title: string, names: FieldAccess['reads']): Html | false {
  if (!names || names.length === 0) return false;
  return html`<h2>${title}</h2><p>${names.map((name, at) => html`${at > 0 && ', '}<code>${name}</code>`)}</p>`;
}

function which({ app, choices }: Extract<Question, { kind: 'which' }>, setting: Setting): Html {
  const texts = consentTexts(setting.language);
  const items = choices.map(({ workspaceId, workspaceName }, at) => {
    const id = toTypeId('workspace', workspaceId);
    return html`<li><input type="radio" id="${id}" name="workspace" value="${id}" required${at === 0 && html` autofocus`}>
<label class="what" for="${id}">${workspaceName}</label></li>`;
  });
  return html`<form method="get" action="${setting.path}">
${Object.entries(setting.hidden ?? {}).map(([name, value]) => hiddenField(name, value))}
<h2 id="which">${filled(texts.whichWorkspace, { app: app.name })}</h2>
<div role="radiogroup" aria-labelledby="which"><ul class="list">${items}</ul></div>
<p class="actions"><button>${texts.go}</button></p>
</form>
${denial(setting, texts.deny)}`;
}

function nowhere({ app, elsewhere }: Extract<Question, { kind: 'nowhere' }>, setting: Setting): Html {
  const texts = consentTexts(setting.language);
  const own = elsewhere.filter(({ isAdmin }) => isAdmin);
  const listed = own.length > 0 ? own : elsewhere;
  const why = own.length > 0 ? texts.installFirst : texts.askAdmin;
  const reason =
    listed.length === 0
      ? html`<p>${filled(texts.noAccess, { app: app.name })}</p>`
      : html`<p>${why}</p>
<ul class="list">${listed.map(({ workspaceName }) => html`<li>${workspaceName}</li>`)}</ul>`;
  return html`${reason}${denial(setting, filled(texts.back, { app: app.name }))}`;
}

const denial = (setting: Setting, label: string): Html => html`<form method="post" action="${setting.path}">
${sentAlong(setting)}
<button class="quiet" name="decision" value="deny">${label}</button>
</form>`;

const sentAlong = ({ signedIn, hidden = {} }: Setting): Html =>
  html`${csrfField(signedIn)}${Object.entries(hidden).map(([name, value]) => hiddenField(name, value))}`;
