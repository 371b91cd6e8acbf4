import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Webhook } from 'standardwebhooks';

/** A request that an app got, taken apart. */
export interface Got {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How an app answers a signed request: with a status, or a body; `hang` never does. */
export type Answer = { readonly status?: number; readonly body?: unknown } | 'hang';

/** An app of somebody else's, listening on loopback: it checks signatures, and remembers what it got. */
export class FakeApp {
  readonly got: Got[] = [];
  /** The secrets that it accepts. */
  secrets: string[] = [];
  /** What it answers, by path. */
  answers: Record<string, (got: Got) => Answer> = {};
  private waiting: (() => void)[] = [];

  private constructor(private readonly server: Server) {
    server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) => void this.take(request, response),
    );
  }

  static async start(): Promise<FakeApp> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeApp(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The requests to a path, in the order in which they came. */
  at(path: string): Got[] {
    return this.got.filter((one) => one.path === path);
  }

  /** Waits until the app got something that meets a condition, and answers with it. */
  async until(meets: (got: Got) => boolean, patienceMs = 15_000): Promise<Got> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const found = this.got.find(meets);
      if (found) return found;
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(`The app got only: ${this.got.map(({ text }) => text.slice(0, 80)).join('\n')}`);
      await Promise.race([
        new Promise<void>((resolve) => this.waiting.push(resolve)),
        new Promise((resolve) => setTimeout(resolve, left)),
      ]);
    }
  }

  /** Waits for an event of this type at its lifecycle address. */
  told(type: string): Promise<Got> {
    return this.until(({ path, body }) => path === '/lifecycle' && body.type === type);
  }

  forget(): void {
    this.got.length = 0;
    this.answers = {};
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>A page</p>');
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    if (!this.isSigned(text, headers)) {
      response.writeHead(401).end();
      return;
    }
    const got = { path: request.url ?? '', headers, text, body: JSON.parse(text) as Got['body'] };
    this.got.push(got);
    for (const wake of this.waiting.splice(0)) wake();
    send(response, this.answers[got.path]?.(got) ?? {});
  }

  private isSigned(text: string, headers: Record<string, string>): boolean {
    return this.secrets.some((secret) => {
      try {
        new Webhook(secret).verify(text, headers);
        return true;
      } catch {
        return false;
      }
    });
  }
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return;
  const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(body);
}
