import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { type Html, html } from '@platform/pages';

import { filledText } from '../texts/filled-text';

/** Offers the services of the settings beside a form. */
@Injectable()
export class ProviderLinks {
  constructor(private readonly settings: Settings) {}

  /** A link for each service, below a line; nothing when there is none. `words` has a place for `{provider}`. */
  offer({ words, or }: { words: string; or: string }, query: Readonly<Record<string, string>>): Html | false {
    const { signInProviders } = this.settings;
    if (signInProviders.length === 0) return false;
    const search = new URLSearchParams(query).toString();
    const links = signInProviders.map(
      ({ key, name }) =>
        html`<a class="button quiet" href="/signin/with/${key}${search !== '' && `?${search}`}">${filledText(words, { provider: name })}</a>`,
    );
    return html`<p class="or">${or}</p><div class="stack">${links}</div>`;
  }
}
