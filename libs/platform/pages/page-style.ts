import { createHash } from 'node:crypto';

/** The one style of our pages. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f3f5f4; --card: #fff; --text: #17211d; --soft: #55625c; --line: #d5dcd8; --edge: #84918b;
  --accent: #0b6b4f; --accent-strong: #08533d; --on-accent: #fff; --tint: #e5f2ec; --wrong: #b3261e; --wrong-tint: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101513; --card: #181f1c; --text: #e7edea; --soft: #a3b0aa; --line: #2e3934; --edge: #71807a;
    --accent: #5fd0a6; --accent-strong: #8be0c0; --on-accent: #06231a; --tint: #16302650; --wrong: #ff9d93; --wrong-tint: #3a1c19;
  }
}
* { box-sizing: border-box; }
html { background: var(--page); color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center; padding: 2.5rem 1rem 1.5rem; }
.brand { display: flex; align-items: center; gap: .55rem; margin: 0 0 1.5rem; font-weight: 700; letter-spacing: -.01em; color: var(--text); }
.brand svg { width: 1.6rem; height: 1.6rem; fill: var(--accent); }
main { width: 100%; max-width: 27rem; background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: 2rem; }
main.wide { max-width: 48rem; }
h1 { margin: 0 0 .4rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.015em; overflow-wrap: anywhere; text-wrap: balance; }
h2 { margin: 2.2rem 0 .5rem; font-size: 1.1rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .15em; }
a:hover { color: var(--accent-strong); }
form { margin: 1.25rem 0 0; }
.field { margin: 0 0 1.1rem; }
label { display: block; margin: 0 0 .3rem; font-weight: 600; }
.hint, .soft { color: var(--soft); font-size: .925rem; }
.hint { margin: .3rem 0 0; }
input:not([type=checkbox]):not([type=radio]), select, textarea { width: 100%; padding: .6rem .75rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--card); color: inherit; font: inherit; }
.code-input { font-size: 1.2rem; letter-spacing: .12em; }
[aria-invalid=true] { border-color: var(--wrong) !important; }
.wrong { margin: .3rem 0 0; color: var(--wrong); font-size: .925rem; }
.summary { margin: 1rem 0 0; padding: .8rem 1rem; border-left: 4px solid var(--wrong); border-radius: .4rem; background: var(--wrong-tint); }
.summary h2 { margin: 0; font-size: 1rem; }
.summary ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.summary a { color: inherit; }
.notice { margin: 1rem 0 0; padding: .8rem 1rem; border-left: 4px solid var(--accent); border-radius: .4rem; background: var(--tint); }
button, .button { display: inline-block; padding: .65rem 1.3rem; border: 1px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { background: var(--accent-strong); border-color: var(--accent-strong); color: var(--on-accent); }
button.quiet, .button.quiet { background: transparent; color: var(--text); border-color: var(--edge); }
button.quiet:hover, .button.quiet:hover { border-color: var(--text); color: var(--text); background: transparent; }
button.danger { background: transparent; color: var(--wrong); border-color: var(--wrong); }
button.danger:hover { background: var(--wrong-tint); color: var(--wrong); border-color: var(--wrong); }
.block { width: 100%; }
.after { margin: 1.1rem 0 0; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
.stack { display: grid; gap: .6rem; }
.or { display: flex; align-items: center; gap: .8rem; margin: 1.5rem 0; color: var(--soft); font-size: .925rem; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.list { list-style: none; margin: .8rem 0 0; padding: 0; border-top: 1px solid var(--line); }
.list > li { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; padding: .8rem 0; border-bottom: 1px solid var(--line); }
.list form { margin: 0; }
.list .what { min-width: 0; flex: 1 1 14rem; overflow-wrap: anywhere; }
.list .what span { display: block; }
.list button { padding: .4rem .9rem; }
.list label { margin: 0; font-weight: 400; }
form > .list, form > [role] > .list { margin-bottom: 1.25rem; }
.codes { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .4rem 1.5rem; margin: 1rem 0; padding: 1rem 1.2rem; border: 1px solid var(--line); border-radius: .5rem; list-style: none; font: 1rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.qr { display: block; width: 12.5rem; max-width: 100%; height: auto; margin: 1rem 0; padding: 1.1rem; border-radius: .5rem; background: #fff; border: 1px solid var(--line); }
code { font: .95em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
nav.pages { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 0 0 1.6rem; padding: 0 0 .8rem; border-bottom: 1px solid var(--line); }
nav.pages a { text-decoration: none; color: var(--soft); padding: .1rem 0; }
nav.pages a:hover { color: var(--text); }
nav.pages a[aria-current] { color: var(--text); font-weight: 600; box-shadow: 0 2px 0 var(--accent); }
.who { display: flex; flex-wrap: wrap; gap: .2rem 1rem; justify-content: space-between; margin: -.6rem 0 1.2rem; color: var(--soft); font-size: .925rem; }
.who form { margin: 0; }
.wide .field { max-width: 27rem; }
.link { padding: 0; border: 0; background: none; color: var(--accent); font-weight: 400; text-decoration: underline; text-underline-offset: .15em; }
.link:hover { background: none; color: var(--accent-strong); }
footer { margin: 1.5rem 0 0; }
footer ul { display: flex; flex-wrap: wrap; justify-content: center; gap: .2rem 1rem; margin: 0; padding: 0; list-style: none; font-size: .875rem; }
footer a, footer span { color: var(--soft); }
footer span { font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 30rem) { body { padding-top: 1.25rem; } main { padding: 1.4rem 1.2rem; } }
@media (forced-colors: active) { button, .button { border: 1px solid; } }
`;

/** The hash under which it may hold (Content Security Policy, Level 3, section 2.3.1). */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
