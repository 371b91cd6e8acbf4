import { STATUS_CODES } from 'node:http';

import type { ExplainedFault, ExplainedProblem } from './explained';
import { FAULTS } from './fault-catalog';
import { escapeHtml, type RenderedPage, renderPage } from './page';
import { PROBLEMS } from './problem-catalog';

/** The page that a problem's `type` points at: every code, what it means and what to do about it. */
export const problemsPage = (): RenderedPage =>
  renderPage({ title: 'Problems', path: 'docs/problems', root: '../', main: main(), style: STYLE });

const main = (): string => `<h1>Problems</h1>
<p>Whatever goes wrong is answered as <code>application/problem+json</code>
(<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>). Programs read <code>code</code>, which never changes its
meaning; <code>detail</code> is for people and may be worded anew at any time. The <code>type</code> of a problem is its place
on this page.</p>
<pre tabindex="0" aria-label="Example of a problem">${escapeHtml(EXAMPLE)}</pre>
<p>Send a request again unchanged only after a 429 or a 5xx, or where this page says so. Name the <code>request_id</code> when
you ask for help: every answer carries it in <code>Request-Id</code>, too.</p>
<nav aria-label="On this page"><a href="#problem-codes">Problem codes</a> <a href="#fault-codes">Fault codes</a></nav>

<h2 id="problem-codes">Problem codes</h2>
<p>The <code>code</code> of the problem itself.</p>
<table>
<thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">What it means</th><th scope="col">What to do</th></tr></thead>
<tbody>
${PROBLEMS.map(problemRow).join('\n')}
</tbody>
</table>

<h2 id="fault-codes">Fault codes</h2>
<p>The <code>code</code> of each entry in <code>errors</code>, mostly of <a href="#invalid_request"><code>invalid_request</code></a>
and <a href="#unprocessable"><code>unprocessable</code></a>. Its <code>pointer</code> is a JSON Pointer
(<a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901</a>) into the body, <code>?name</code> for a query parameter,
<code>{name}</code> for a part of the path, and empty for the request as a whole.</p>
<table>
<thead><tr><th scope="col">Code</th><th scope="col">What it means</th><th scope="col">What to do</th></tr></thead>
<tbody>
${FAULTS.map(faultRow).join('\n')}
</tbody>
</table>`;

const problemRow = ({ code, status, meaning, remedy }: ExplainedProblem): string =>
  `<tr id="${code}">${heading(code, code)}<td class="status">${status} <span>${STATUS_CODES[status] ?? ''}</span></td>${cells(meaning, remedy)}</tr>`;

const faultRow = ({ code, meaning, remedy }: ExplainedFault): string =>
  `<tr id="fault-${code}">${heading(code, `fault-${code}`)}${cells(meaning, remedy)}</tr>`;

const heading = (code: string, anchor: string): string =>
  `<th scope="row"><a href="#${anchor}"><code>${code}</code></a></th>`;

const cells = (meaning: string, remedy: string): string =>
  `<td>${prose(meaning)}</td><td>${prose(remedy)}</td>`;

/** Text whose `backticks` mark what is typed. */
const prose = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const EXAMPLE = JSON.stringify(
  {
    type: 'https://crm.example.com/docs/problems#invalid_request',
    title: 'The request is not valid',
    status: 400,
    detail: 'value is required (/phones/0/value)',
    code: 'invalid_request',
    request_id: 'req_01kakgj1f9ee3rz6w0bkb7pnmn',
    errors: [{ pointer: '/phones/0/value', code: 'required', detail: 'value is required' }],
  },
  null,
  2,
);

const STYLE = `
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 20px 5rem; }
main > p, main > pre { max-width: 46rem; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; margin: 1rem 0; }
h2 { font-size: 1.4rem; line-height: 1.3; letter-spacing: -.01em; margin: 3rem 0 .5rem; }
main a { color: var(--accent); text-underline-offset: .2em; }
main nav a { margin-right: 1.5rem; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; font-size: .9em; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 1rem; overflow-x: auto; line-height: 1.45; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
th, td { text-align: left; vertical-align: top; padding: .7rem 1.25rem .7rem .5rem; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .85rem; font-weight: 600; border-bottom-width: 2px; }
tbody th { font-weight: 600; white-space: nowrap; }
tbody th a { text-decoration: none; }
tbody th a:hover { text-decoration: underline; }
.status { white-space: nowrap; }
.status span { display: block; color: var(--soft); font-size: .85rem; }
tr { scroll-margin-top: 1rem; }
tr:target { background: var(--mark); }
@media (max-width: 50rem) {
  thead { position: absolute; left: -100vw; }
  table, tbody, tr, th, td { display: block; }
  tr { padding: .8rem .5rem; border-bottom: 1px solid var(--line); }
  th, td { padding: .1rem 0; border: 0; }
  .status span { display: inline; }
}
`;
