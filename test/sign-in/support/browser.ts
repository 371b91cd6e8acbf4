import type { Server } from 'node:http';

import request from 'supertest';

type Fields = Readonly<Record<string, string>>;

/** Somebody's browser: keeps cookies, sends forms as the page has them, and follows nothing by itself. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** The page that it shows. */
  page = '';

  constructor(
    private readonly server: Server,
    private readonly headers: Fields = {},
  ) {}

  /** Opens a page of ours. */
  async open(path: string): Promise<request.Response> {
    return this.keep(await this.send(request(this.server).get(path)));
  }

  /** Sends a form of the page that it shows, with what the page put in it and these answers. */
  async submit(action: string, answers: Fields = {}): Promise<request.Response> {
    return this.post(action, { ...this.hidden(action), ...answers });
  }

  /** Sends a form that no page has shown. */
  async post(path: string, fields: Fields): Promise<request.Response> {
    return this.keep(await this.send(request(this.server).post(path)).type('form').send(fields));
  }

  /** Opens the page that an answer leads to. */
  async follow({ status, headers }: request.Response): Promise<request.Response> {
    if (status !== 303 && status !== 302) throw new Error(`The answer leads nowhere: ${status}.`);
    return this.open(String(headers.location));
  }

  /** What a form of the page carries unseen. */
  hidden(action: string): Record<string, string> {
    const form = this.forms().find((text) => text.includes(`action="${action}"`));
    if (form === undefined) throw new Error(`The page has no form for ${action}:\n${this.page}`);
    const inputs = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
    return Object.fromEntries([...inputs].map(([, name, value]) => [name, plain(value ?? '')]));
  }

  /** Signs in with a password, and answers with what that led to. */
  async signIn(email: string, password: string, returnTo?: string): Promise<request.Response> {
    await this.open(returnTo === undefined ? '/signin' : `/signin?return_to=${encodeURIComponent(returnTo)}`);
    return this.submit('/signin', { email, password });
  }

  private take(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  private forms(): string[] {
    return this.page.match(/<form[\s\S]*?<\/form>/g) ?? [];
  }

  private send(test: request.Test): request.Test {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return cookie === '' ? test.set(this.headers) : test.set({ ...this.headers, cookie });
  }

  private keep(answer: request.Response): request.Response {
    if (answer.status >= 500) throw new Error(`A page answered ${answer.status}:\n${answer.text}`);
    for (const line of answer.get('Set-Cookie') ?? []) this.take(line);
    if (answer.status !== 303 && answer.status !== 302) this.page = answer.text;
    return answer;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** What a piece of HTML says. */
export const plain = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
