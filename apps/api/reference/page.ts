import { createHash } from 'node:crypto';

/** One HTML page of the reference; `main`, `head` and `script` are HTML and JavaScript of our own. */
interface Page {
  readonly title: string;
  readonly path: 'docs' | 'docs/problems';
  /** The way from this page up to the root of the server, so that it also works under a path of a proxy. */
  readonly root: string;
  readonly main: string;
  readonly style: string;
  readonly head?: string;
  readonly afterMain?: string;
  readonly script?: string;
}

/** A page as it is sent, with the source expressions under which its inline parts may run. */
export interface RenderedPage {
  readonly html: string;
  readonly styleSource: string;
  readonly scriptSource: string;
}

/** Renders a page of the reference within the frame that all of them share. */
export function renderPage(page: Page): RenderedPage {
  const style = FRAME_STYLE + page.style;
  const script = page.script ?? '';
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)} · Dealwright</title>
<link rel="icon" href="${FAVICON}">
${page.head ?? ''}<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="frame"><nav aria-label="Documentation">
<strong>Dealwright</strong>
${NAVIGATION.map(({ path, text }) => link(page, path, text)).join('\n')}
</nav></header>
<main id="content">
${page.main}
</main>
${page.afterMain ?? ''}${script === '' ? '' : `<script>${script}</script>\n`}</body>
</html>
`;
  return { html, styleSource: hashSource(style), scriptSource: hashSource(script) };
}

const NAVIGATION = [
  { path: 'docs', text: 'API reference' },
  { path: 'docs/problems', text: 'Problems' },
  { path: 'v1/openapi.json', text: 'OpenAPI document' },
];

const link = (page: Page, path: string, text: string): string =>
  `<a href="${page.root}${path}"${path === page.path ? ' aria-current="page"' : ''}>${text}</a>`;

/** Content Security Policy, Level 3, section 2.3.1: the hash of an inline part that may run. */
const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text as it stands in HTML, also inside a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d4ed8"/><path d="M10 8h6a8 8 0 0 1 0 16h-6z" fill="none" stroke="#fff" stroke-width="3.5" stroke-linejoin="round"/></svg>`;

const FAVICON = `data:image/svg+xml,${encodeURIComponent(ICON)}`;

const FRAME_STYLE = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --soft: #59636e; --line: #d5dae0; --raised: #f5f7f9; --accent: #1d4ed8; --mark: #fff3c4; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1c2022; --text: #e6e9eb; --soft: #a9b3ba; --line: #3a4146; --raised: #262b2f; --accent: #8ab4ff; --mark: #4a4119; }
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; display: inline-block; padding: .5rem 1rem; }
.frame { background: var(--raised); border-bottom: 1px solid var(--line); }
.frame nav { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; max-width: 1460px; margin: 0 auto; padding: .75rem 20px; }
.frame strong { font-size: 1.1rem; letter-spacing: -.01em; }
.frame a { color: var(--accent); text-underline-offset: .2em; }
.frame a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
