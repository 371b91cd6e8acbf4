import supertest from 'supertest';

/** What the tests' pages ask: the fields of the one form of a page, as a browser would send them unless somebody unticks one. */
export interface FoundForm {
  readonly method: string;
  readonly action: string;
  readonly fields: readonly (readonly [string, string])[];
}

/** Where the browser stands after it followed what it was led to. */
export interface Visited {
  readonly status: number;
  /** The address without our origin; a whole one when it was led away from us. */
  readonly url: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A browser of one person: it keeps cookies, follows redirects on our server, and sends forms. */
export class Browser {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  constructor(
    private readonly server: Parameters<typeof supertest>[0],
    private readonly origin: string,
  ) {}

  /** Goes to an address, and on to where that leads until it is a page, or another site. */
  async open(address: string): Promise<Visited> {
    return this.follow(this.local(address), await this.send('get', this.local(address)));
  }

  /** Sends a form of a page with one of its buttons. */
  async submit(
    page: Visited,
    more: readonly (readonly [string, string])[] = [],
    { form = 0, without = [] as readonly string[] } = {},
  ): Promise<Visited> {
    const found = formsIn(page.html)[form];
    if (!found) throw new Error(`There is no form on ${page.url}: ${page.html}`);
    const fields = found.fields.filter(([name, value]) => !without.includes(value) && !overrides(more, name));
    const body = new URLSearchParams(
      [...fields, ...more].map(([name, value]): [string, string] => [name, value]),
    ).toString();
    if (found.method === 'get') return this.open(`${found.action}?${body}`);
    return this.follow(found.action, await this.send('post', found.action, body));
  }

  /** Signs in with a password. */
  async signIn(email: string, password = 'correct horse battery'): Promise<Visited> {
    return this.submit(await this.open('/signin'), [
      ['email', email],
      ['password', password],
    ]);
  }

  /** What its cookies hold. */
  secrets(): string[] {
    return [...this.cookies.values()].map(({ value }) => value).filter((value) => value.length > 20);
  }

  /** Signs out by the button that every page of an account has. */
  async signOut(): Promise<Visited> {
    return this.submit(await this.open('/account'));
  }

  private async follow(from: string, answer: supertest.Response, most = 10): Promise<Visited> {
    const { location } = answer.headers as Record<string, string>;
    if (answer.status < 300 || answer.status > 399 || location === undefined || most === 0) {
      const html = answer.text.replace(/<style>.*<\/style>/s, '');
      return { status: answer.status, url: from, html, headers: answer.headers };
    }
    const next = this.local(location);
    if (!next.startsWith('/')) return { status: answer.status, url: next, html: '', headers: answer.headers };
    return this.follow(next, await this.send('get', next), most - 1);
  }

  private local(address: string): string {
    return address.startsWith(`${this.origin}/`) ? address.slice(this.origin.length) : address;
  }

  private async send(method: 'get' | 'post', path: string, body?: string): Promise<supertest.Response> {
    const sent = supertest(this.server)[method](path).redirects(0).set('accept', 'text/html,*/*;q=0.8');
    void sent.set('cookie', this.cookiesFor(path)).set('host', new URL(this.origin).host);
    const answer = await (body === undefined
      ? sent
      : sent.type('form').set('sec-fetch-site', 'same-origin').send(body));
    const cookies: unknown = answer.headers['set-cookie'];
    if (Array.isArray(cookies)) for (const line of cookies) this.keep(String(line));
    return answer;
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((text) => /^path=/i.test(text))?.slice(5) ?? '/';
    const isOver = attributes.some((text) => /^(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(text));
    if (isOver || value === '') this.cookies.delete(`${name} ${path}`);
    else this.cookies.set(`${name} ${path}`, { value, path });
  }

  private cookiesFor(address: string): string {
    const [path = ''] = address.split('?');
    return [...this.cookies]
      .filter(
        ([, cookie]) => cookie.path === '/' || path === cookie.path || path.startsWith(`${cookie.path}/`),
      )
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
  }
}

const overrides = (more: readonly (readonly [string, string])[], name: string): boolean =>
  more.some(([other]) => other === name);

/** The forms of a page with what their fields hold; radio buttons are nobody's choice yet. */
export function formsIn(html: string): FoundForm[] {
  return [...html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', inside = '']) => ({
    method: attributeOf(attributes, 'method') ?? 'get',
    action: attributeOf(attributes, 'action') ?? '',
    fields: [...inside.matchAll(/<input([^>]*)>/g)].flatMap(([, input = '']) => {
      const type = attributeOf(input, 'type');
      const isSent = type === 'checkbox' ? / checked/.test(input) : type !== 'radio';
      const name = attributeOf(input, 'name');
      return isSent && name !== undefined ? [[name, attributeOf(input, 'value') ?? ''] as const] : [];
    }),
  }));
}

function attributeOf(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
