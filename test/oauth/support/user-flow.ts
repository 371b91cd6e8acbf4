import { createHash, randomBytes } from 'node:crypto';

import type { App } from '@access/installations';
import { toTypeId } from '@platform/ids';

import type { AccessApp } from '../../access/support/access-app';
import { Browser, type Visited } from './browser';

export const CALLBACK = 'https://quotes.example/callback';
export const ISSUER = 'https://crm.example.com/oauth';

/** An app as the tests made it. */
export interface MadeApp {
  readonly app: App;
  readonly clientSecret: string | null;
}

/** The two halves of PKCE (RFC 7636). */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The address at which an app begins; what is undefined in `more` is left out. */
export function authorizeUrl({ app }: MadeApp, more: Readonly<Record<string, string | undefined>>): string {
  const params = {
    client_id: app.client_id,
    response_type: 'code',
    redirect_uri: CALLBACK,
    state: 'st',
    code_challenge_method: 'S256',
    ...more,
  };
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries<string | undefined>(params))
    if (value !== undefined) given.set(name, value);
  return `/oauth/authorize?${given.toString()}`;
}

/** Chooses the workspace when the page asks which. */
export async function choose(browser: Browser, page: Visited, workspaceId: string): Promise<Visited> {
  if (!page.html.includes('type="radio"')) return page;
  return browser.submit(page, [['workspace', toTypeId('workspace', workspaceId)]]);
}

/** Allows what a page asks. */
export const allow = (browser: Browser, page: Visited, without: readonly string[] = []): Promise<Visited> =>
  browser.submit(page, [['decision', 'allow']], { without });

/** What the app is told at its callback. */
export function toldAt(page: Visited, callback = CALLBACK): Readonly<Record<string, string>> {
  if (!page.url.startsWith(`${callback}?`)) throw new Error(`${page.status} ${page.url}: ${page.html}`);
  return Object.fromEntries(new URL(page.url).searchParams);
}

/** Exchanges at the token endpoint, as the app that it is. */
export function askAs(
  server: AccessApp,
  { app, clientSecret }: MadeApp,
  form: Readonly<Record<string, string>>,
) {
  const sent = server.http.post('/oauth/token').type('form');
  if (clientSecret === null) return sent.send({ client_id: app.client_id, ...form });
  return sent.auth(app.client_id, clientSecret).send(form);
}

/** The whole way of a person who is signed in: authorization, consent if it is asked for, code. */
export async function codeFor(
  browser: Browser,
  made: MadeApp,
  { workspaceId, ...more }: Readonly<Record<string, string>> & { workspaceId?: string } = {},
): Promise<{ code: string; verifier: string }> {
  const { verifier, challenge } = pkce();
  let page = await browser.open(authorizeUrl(made, { code_challenge: challenge, ...more }));
  if (workspaceId !== undefined) page = await choose(browser, page, workspaceId);
  if (page.status === 200) page = await allow(browser, page);
  return { code: toldAt(page, more.redirect_uri).code ?? '', verifier };
}

/** The tokens that a person's way ends with. */
export async function tokensFor(
  server: AccessApp,
  browser: Browser,
  made: MadeApp,
  more: Readonly<Record<string, string>> = {},
): Promise<{ access_token: string; refresh_token: string; scope: string }> {
  const { code, verifier } = await codeFor(browser, made, more);
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: more.redirect_uri ?? CALLBACK,
  };
  return (await askAs(server, made, form).expect(200)).body;
}
