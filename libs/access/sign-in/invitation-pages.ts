import { Injectable } from '@nestjs/common';
import {
  type FormFaults,
  faultSummary,
  formText,
  type Html,
  html,
  inputField,
  type PageLanguage,
  type PageRoute,
  pageLanguage,
  sendPage,
} from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { checkCsrf, csrfField, VisitorForms } from './csrf';
import { type Invitation, Invitations } from './invitations';
import { hasFaults, newPassword, newPasswordFields } from './new-password';
import { leadOn, signInAddress, tokenIn } from './page-visits';
import { ProviderLinks } from './providers/provider-links';
import { type SignedIn, SignInSessions } from './sign-in-sessions';
import { filledText } from './texts/filled-text';
import { invitationTexts } from './texts/invitation-texts';
import { signInTexts } from './texts/sign-in-texts';

const LONGEST_NAME = 200;

/** The page on which somebody becomes a member who was invited. */
@Injectable()
export class InvitationPages {
  readonly routes: readonly PageRoute[] = [
    { method: 'GET', path: '/invitation/:token', handle: (request, reply) => this.show(request, reply) },
    { method: 'POST', path: '/invitation/:token', handle: (request, reply) => this.accept(request, reply) },
  ];

  constructor(
    private readonly invitations: Invitations,
    private readonly sessions: SignInSessions,
    private readonly forms: VisitorForms,
    private readonly links: ProviderLinks,
  ) {}

  private async show(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const invitation = await this.invitations.find(tokenIn(request));
    const signedIn = await this.sessions.current(request);
    const language = pageLanguage(request, signedIn?.user);
    const entry = { request, reply, language, invitation };
    if (signedIn) return this.page(entry, this.joinForm(entry, signedIn));
    if (invitation.isKnown) return this.page(entry, signInLink(entry));
    return this.page(entry, this.newcomerForm(entry, invitation.name, {}));
  }

  private async accept(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const token = tokenIn(request);
    const signedIn = await this.sessions.current(request);
    if (signedIn) {
      checkCsrf(request, signedIn);
      await this.invitations.acceptAs(token, signedIn.user.id);
      return leadOn(reply, '/account?done=joined');
    }
    this.forms.check(request);
    const invitation = await this.invitations.find(token);
    if (invitation.isKnown) return leadOn(reply, signInAddress(request.url));
    return this.acceptNew({ request, reply, language: pageLanguage(request), invitation }, token);
  }

  private async acceptNew(entry: Entry, token: string): Promise<unknown> {
    const { request, reply, language, invitation } = entry;
    const name = formText(request, 'name').trim();
    const { password, faults } = await newPassword(request, language, [invitation.email, name]);
    const all = nameFault(name) ? { name: invitationTexts(language).missingName, ...faults } : faults;
    if (hasFaults(all)) return this.page(entry, this.newcomerForm(entry, name, all), all);
    const userId = await this.invitations.acceptNew(token, { name, password });
    await this.sessions.begin(request, reply, { userId, methods: ['pwd'] });
    return leadOn(reply, '/account?done=joined');
  }

  private joinForm({ request, language }: Entry, signedIn: SignedIn): Html {
    const texts = invitationTexts(language);
    const { name, email } = signedIn.user;
    return html`<p>${filledText(texts.joinAs, { name, email })}</p>
<form method="post" action="/invitation/${tokenIn(request)}">${csrfField(signedIn)}<button class="block">${texts.join}</button></form>
<form method="post" action="/signout">${csrfField(signedIn)}<button class="quiet block">${texts.other}</button></form>`;
  }

  private newcomerForm(
    { request, reply, language, invitation }: Entry,
    name: string,
    faults: FormFaults,
  ): Html {
    const texts = invitationTexts(language);
    const label = texts.name;
    return html`<form method="post" action="/invitation/${tokenIn(request)}">
${this.forms.field(request, reply)}<input type="hidden" name="username" value="${invitation.email}" autocomplete="username">
${inputField({ name: 'name', label, value: name, autocomplete: 'name', maxlength: LONGEST_NAME }, faults)}
${newPasswordFields(language, faults)}
<button class="block">${texts.create}</button>
</form>
${this.links.offer({ words: texts.withProvider, or: signInTexts(language).or }, { invitation: tokenIn(request) })}`;
  }

  private page({ reply, language, invitation }: Entry, body: Html, faults: FormFaults = {}): FastifyReply {
    const texts = invitationTexts(language);
    const { correct, error } = signInTexts(language);
    const { workspace, email } = invitation;
    const heading = filledText(texts.title, { workspace });
    const isWrong = hasFaults(faults);
    return sendPage(reply, {
      status: isWrong ? 422 : 200,
      title: isWrong ? `${error}: ${heading}` : heading,
      language,
      body: html`<h1>${heading}</h1>
<p>${filledText(texts.intro, { email })}</p>
${faultSummary(correct, faults)}${body}`,
    });
  }
}

interface Entry {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly language: PageLanguage;
  readonly invitation: Invitation;
}

const nameFault = (name: string): boolean => name === '' || [...name].length > LONGEST_NAME;

function signInLink({ request, language }: Entry): Html {
  const { title } = signInTexts(language);
  return html`<p>${invitationTexts(language).haveAccount}</p>
<p><a class="button block" href="${signInAddress(request.url)}">${title}</a></p>`;
}
