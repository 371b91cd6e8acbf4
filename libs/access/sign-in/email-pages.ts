import { Injectable } from '@nestjs/common';
import { html, type PageRoute, pageLanguage, sendPage } from '@platform/pages';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { VisitorForms } from './csrf';
import { EmailChanges } from './email-changes';
import { leadOn, tokenIn } from './page-visits';
import { passwordTexts } from './texts/password-texts';

/** The page that a link for an address leads to: whoever looks at the mail for somebody, such as a scanner, confirms nothing. */
@Injectable()
export class EmailPages {
  readonly routes: readonly PageRoute[] = [
    { method: 'GET', path: '/confirm-email/:token', handle: (request, reply) => this.show(request, reply) },
    {
      method: 'POST',
      path: '/confirm-email/:token',
      handle: (request, reply) => this.confirm(request, reply),
    },
  ];

  constructor(
    private readonly changes: EmailChanges,
    private readonly forms: VisitorForms,
  ) {}

  private async show(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const token = tokenIn(request);
    const email = await this.changes.find(token);
    const language = pageLanguage(request);
    const texts = passwordTexts(language);
    const body = html`<h1>${texts.confirmTitle}</h1>
<p>${texts.confirmIntro} <strong>${email}</strong></p>
<form method="post" action="/confirm-email/${token}">
${this.forms.field(request, reply)}
<button class="block">${texts.confirm}</button>
</form>`;
    return sendPage(reply, { title: texts.confirmTitle, language, body });
  }

  private async confirm(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    this.forms.check(request);
    await this.changes.confirm(tokenIn(request));
    return leadOn(reply, '/account?done=email_confirmed');
  }
}
