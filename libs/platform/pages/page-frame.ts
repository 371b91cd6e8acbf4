import type { FastifyReply } from 'fastify';

import { Html, html } from './html';
import { PAGE_LANGUAGES, type PageLanguage } from './page-language';
import { STYLE, STYLE_SOURCE } from './page-style';

/** A page as its makers see it. */
export interface Page {
  /** 200 unless told. */
  readonly status?: number;
  readonly title: string;
  readonly language: PageLanguage;
  readonly body: Html;
  /** Room for lists; a narrow card unless told. */
  readonly isWide?: boolean;
  /**
   * Origins beside our own that the browser may come to after a form of this page was sent, redirects included; `any` where
   * nobody knows them beforehand.
   */
  readonly formTargets?: readonly string[] | 'any';
}

/** Answers with a page: no scripts, no frames around it, nothing kept by the browser, no address told to other sites. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .status(page.status ?? 200)
    .headers(headersOf(page))
    .type('text/html; charset=utf-8')
    .send(textOf(page, languageLinks(reply, page.language)));
}

const headersOf = ({ formTargets = [] }: Page): Record<string, string> => ({
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${STYLE_SOURCE}`,
    ...(formTargets === 'any' ? [] : [["form-action 'self'", ...formTargets].join(' ')]),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
});

function textOf({ title, language, body, isWide }: Page, footer: Html | null): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Dealwright</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<p class="brand">${MARK}Dealwright</p>
<main${isWide && html` class="wide"`}>
${body}
</main>
${footer}
</body>
</html>
`.text;
}

const MARK = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 3h8.5a9 9 0 0 1 0 18H4zm4 4v10h4.5a5 5 0 0 0 0-10z"/></svg>`;

/** The same page in the other languages, where asking for it again shows the same. */
function languageLinks({ request }: FastifyReply, language: PageLanguage): Html | null {
  if (request.method !== 'GET') return null;
  const here = new URL(request.url, 'http://here.invalid');
  const links = Object.entries(PAGE_LANGUAGES).map(([code, name]) => {
    if (code === language) return html`<li><span lang="${code}" aria-current="true">${name}</span></li>`;
    here.searchParams.set('lang', code);
    return html`<li><a href="${here.pathname}${here.search}" lang="${code}" hreflang="${code}">${name}</a></li>`;
  });
  return html`<footer><ul>${links}</ul></footer>`;
}
