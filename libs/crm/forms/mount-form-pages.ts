import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { toUuid } from '@platform/ids';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { FormDirectory, type PublicForm } from './form-directory';
import { type HtmlPage, htmlPage, messageBody } from './form-page-frame';
import { FormPages } from './form-pages';

type PageOf = (pages: FormPages, found: PublicForm, request: FastifyRequest) => HtmlPage;

/** Puts the pages of forms on the server: `/f/{form}` and `/f/{form}/thanks`. */
export function mountFormPages(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  const serve = (path: string, pageOf: PageOf) =>
    server.get(path, async (request: FastifyRequest, reply: FastifyReply) => {
      const { form } = request.params as { form: string };
      const id = toUuid('form', form);
      const found = id === null ? null : await app.get(FormDirectory).find(id);
      const { html, headers } = found ? pageOf(app.get(FormPages), found, request) : NOT_THERE;
      return reply.status(statusOf(found)).headers(headers).send(html);
    });
  serve('/f/:form', (pages, found, { query, headers: { referer } }) =>
    pages.form(found, { query, referrer: referer }),
  );
  serve('/f/:form/thanks', (pages, found) => pages.thanks(found));
}

function statusOf(found: PublicForm | null): number {
  if (!found) return 404;
  return found.form.is_active ? 200 : 410;
}

/** Nobody knows the language of a form that is not there. */
const NOT_THERE = htmlPage({
  locale: 'en',
  title: 'Not found',
  body: messageBody('Not found', 'There is no such form.'),
  formTargets: [],
  frames: [],
});
