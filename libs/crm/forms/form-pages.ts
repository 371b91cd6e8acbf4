import { Injectable } from '@nestjs/common';
import type { ProblemError } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { PublicForm } from './form-directory';
import { type FilledIn, formBody } from './form-page-body';
import { type HtmlPage, htmlPage, messageBody } from './form-page-frame';
import { FormStart } from './form-start';
import { type FormTexts, formTexts } from './form-texts';
import { readPosted, storedAddress } from './posted-form';

/** What a page is made for. */
export interface Visit {
  readonly query: unknown;
  readonly referrer: string | undefined;
}

/** Makes the pages of forms: HTML that needs no JavaScript, in the workspace's language. */
@Injectable()
export class FormPages {
  constructor(private readonly start: FormStart) {}

  /** The form, to be filled in. */
  form(found: PublicForm, { query, referrer }: Visit, now = new Date()): HtmlPage {
    if (!found.form.is_active) return this.message(found, (texts) => texts.closed);
    const { utm } = readPosted({}, query);
    return this.page(found, { values: {}, missing: new Set(), utm, referrer: storedAddress(referrer) }, now);
  }

  /** The form as it was sent, with what is missing marked. */
  again(
    found: PublicForm,
    { error, body, query }: { error: ProblemError; body: unknown; query: unknown },
  ): HtmlPage {
    const { values, control, utm } = readPosted(body, query);
    const missing = new Set(error.errors.map(({ pointer }) => pointer.slice(1)));
    const referrer = storedAddress(control._referrer);
    return this.page(found, { values, missing, utm, referrer, start: control._start });
  }

  /** What a visitor sees afterwards. */
  thanks(found: PublicForm): HtmlPage {
    const { locale, form } = found;
    const texts = formTexts(locale);
    const body = messageBody(texts.thanks, form.success_message ?? texts.received);
    return htmlPage({ locale, title: form.name, body, ...boundsOf(found) });
  }

  /** A sentence in place of the form. */
  message(found: PublicForm, sentence: (texts: FormTexts) => string): HtmlPage {
    const { locale, form } = found;
    const body = messageBody(form.name, sentence(formTexts(locale)));
    return htmlPage({ locale, title: form.name, body, ...boundsOf(found) });
  }

  private page(
    found: PublicForm,
    given: Omit<FilledIn, 'start' | 'action'> & { readonly start?: string | undefined },
    now = new Date(),
  ): HtmlPage {
    const { locale, form } = found;
    const start = given.start ?? this.start.token(form.id, now);
    // Relative, so that it stays right under a path of a proxy.
    const action = toTypeId('form', form.id);
    const body = formBody(found, { ...given, start, action }, formTexts(locale));
    return htmlPage({ locale, title: form.name, body, ...boundsOf(found) });
  }
}

/** Where the page may lead, and who may show it inside another one. */
function boundsOf({ form: { redirect_url, allowed_origins } }: PublicForm) {
  return {
    formTargets: redirect_url === null ? [] : [new URL(redirect_url).origin],
    frames: allowed_origins,
  };
}
