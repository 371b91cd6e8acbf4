import { createHash } from 'node:crypto';

/** A page as it is sent. */
export interface HtmlPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Framed {
  readonly locale: string;
  readonly title: string;
  /** HTML of our own. */
  readonly body: string;
  /** Origins that the browser may go to after the form was sent. */
  readonly formTargets: readonly string[];
  /** Sites that may show the page inside of theirs; any when there is none. */
  readonly frames: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, also inside a quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);

/** A heading and a sentence, whose lines stay lines. */
export const messageBody = (heading: string, sentence: string): string =>
  `<h1>${escaped(heading)}</h1>\n<p class="message" role="status">${escaped(sentence)}</p>`;

/** The whole page around a body, and the headers under which it is safe. */
export function htmlPage({ locale, title, body, formTargets, frames }: Framed): HtmlPage {
  const html = `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src ${STYLE_SOURCE}`,
      ["form-action 'self'", ...formTargets].join(' '),
      "base-uri 'none'",
      `frame-ancestors ${frames.length > 0 ? ["'self'", ...frames].join(' ') : '*'}`,
    ].join('; '),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
  };
  return { html, headers };
}

const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --soft: #57606a; --line: #8c959f; --accent: #1d4ed8; --on-accent: #fff; --wrong: #b42318; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1c2022; --text: #e6e9eb; --soft: #a9b3ba; --line: #6b757c; --accent: #8ab4ff; --on-accent: #10233f; --wrong: #ff9b8e; }
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; }
main { max-width: 36rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { margin: 0 0 1.5rem; font-size: 1.6rem; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
.field { margin: 0 0 1.25rem; }
label { display: block; margin: 0 0 .3rem; font-weight: 600; overflow-wrap: anywhere; }
.required { color: var(--soft); font-weight: 400; }
input, select, textarea { width: 100%; padding: .6rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--ground); color: inherit; font: inherit; }
textarea { min-height: 8rem; resize: vertical; }
.consent { display: flex; gap: .6rem; align-items: flex-start; }
.consent input { flex: none; width: 1.15rem; height: 1.15rem; margin: .2rem 0 0; }
.consent label { font-weight: 400; white-space: pre-line; }
[aria-invalid=true] { border-color: var(--wrong); }
.wrong { margin: .3rem 0 0; color: var(--wrong); }
.summary { margin: 0 0 1.5rem; padding: .8rem 1rem; border: 1px solid var(--wrong); border-radius: .4rem; }
.summary p { margin: 0; font-weight: 600; }
.summary ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.summary a { color: var(--wrong); }
button { padding: .7rem 1.6rem; border: 0; border-radius: .4rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.message { white-space: pre-line; overflow-wrap: anywhere; }
.trap { position: absolute; left: -100vw; width: 1px; height: 1px; overflow: hidden; }
`;

/** Content Security Policy, Level 3, section 2.3.1: the hash of the one style that may hold. */
const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
