import { PAGE_LANGUAGES } from '@platform/pages';

import { AccessApp } from '../access/support/access-app';
import { ProbeModule } from '../access/support/probe.controller';
import { Browser, formsIn, type Visited } from './support/browser';
import { allow, askAs, authorizeUrl, CALLBACK, type MadeApp, pkce, toldAt } from './support/user-flow';

describe('the page that asks for consent', () => {
  let server: AccessApp;
  let quotes: MadeApp;
  let browser: Browser;

  beforeAll(async () => {
    server = await AccessApp.start(ProbeModule);
    const { ctx } = await server.workspace('north');
    quotes = await server.createApp({
      name: 'Quotes & <b>More</b>',
      publisher: 'Quotes "R" Us',
      redirectUris: [CALLBACK],
      optionalScopes: ['members:read', 'tests:write'],
      scopeReasons: {
        'tests:read': 'To show <i>tests</i> beside a quote.',
        'members:read': 'To greet you by name.',
      },
      fieldAccess: { reads: ['deal.amount', 'contact.emails'], writes: ['deal.title'] },
    });
    await server.install(ctx, quotes.app.id, ['members:read', 'tests:read', 'tests:write']);
    browser = server.browser();
    await browser.signIn('north@example.com');
  });
  afterAll(() => server.stop());

  const ask = (more: Readonly<Record<string, string>> = {}): Promise<Visited> =>
    browser.open(authorizeUrl(quotes, { code_challenge: pkce().challenge, prompt: 'consent', ...more }));

  it('says who asks, for which workspace, for what and why, and escapes all of it', async () => {
    const { html } = await ask();
    expect(html).toContain('Quotes &amp; &lt;b&gt;More&lt;/b&gt; asks for access');
    expect(html).toContain('Published by Quotes &quot;R&quot; Us');
    expect(html).toContain('You are signed in as north@example.com.');
    expect(html).toContain('<b>Workspace:</b> north');
    expect(html).toContain(
      '<span lang="en">read tests</span><span class="soft">To show &lt;i&gt;tests&lt;/i&gt;',
    );
    expect(html).toContain('To greet you by name.');
    expect(html).toContain('<code>deal.amount</code>, <code>contact.emails</code>');
    expect(html).toContain('<code>deal.title</code>');
    expect(html).not.toMatch(/<script|\son\w+=|javascript:/i);
  });

  it('asks for no more than the app asks for now', async () => {
    const { html } = await ask({ scope: 'tests:read' });
    expect(html).toContain('read tests');
    expect(html).not.toContain('write tests');
    expect(formsIn(html)[0]?.fields.map(([name]) => name)).not.toContain('scope');
  });

  it('lets a person withhold what is optional, and does not ask about it again', async () => {
    const { verifier, challenge } = pkce();
    const page = await browser.open(authorizeUrl(quotes, { code_challenge: challenge, prompt: 'consent' }));
    expect(formsIn(page.html)[0]?.fields.filter(([name]) => name === 'scope')).toHaveLength(2);
    const { code = '' } = toldAt(await allow(browser, page, ['tests:write']));
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: CALLBACK };
    const { body } = await askAs(server, quotes, form).expect(200);
    expect(body.scope).toBe('members:read tests:read');
    const again = await browser.open(authorizeUrl(quotes, { code_challenge: challenge }));
    expect(toldAt(again).code).toBeDefined();
  });

  it('gives nothing that was not asked for to a form that somebody changed', async () => {
    const { verifier, challenge } = pkce();
    const url = authorizeUrl(quotes, { code_challenge: challenge, prompt: 'consent', scope: 'tests:read' });
    const page = await browser.submit(await browser.open(url), [
      ['decision', 'allow'],
      ['scope', 'tests:write'],
      ['scope', 'keys:manage'],
    ]);
    const { code = '' } = toldAt(page);
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: CALLBACK };
    expect((await askAs(server, quotes, form).expect(200)).body.scope).toBe('tests:read');
  });

  it('can be sent by nobody else, framed by nobody, kept by no browser', async () => {
    const { headers } = await ask();
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self' https://quotes.example;");
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it.each(Object.keys(PAGE_LANGUAGES))('speaks %s', async (language) => {
    const page = await ask();
    const { html } = await browser.open(`${page.url}?lang=${language}`);
    expect(html).toContain(`<html lang="${language}">`);
    const [title] = /<h1>([^<]*)<\/h1>/.exec(html)?.slice(1) ?? [];
    if (language === 'en') expect(title).toContain('asks for access');
    else expect(title).not.toContain('asks for access');
    expect(html).not.toMatch(/\{(app|publisher|email|address)\}|undefined/);
    await browser.open(`${page.url}?lang=en`);
  });

  it('has a label for everything that can be ticked, and groups what belongs together', async () => {
    const { html } = await ask();
    const ids = [...html.matchAll(/<input type="checkbox" id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(['members:read', 'tests:write']);
    for (const id of ids) expect(html).toContain(`for="${id}"`);
    expect(html).toContain('role="group" aria-labelledby="optional" aria-describedby="optional-hint"');
    expect(html.match(/<h1>/g)).toHaveLength(1);
  });
});
