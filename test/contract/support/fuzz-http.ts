import { Agent, type IncomingHttpHeaders, request } from 'node:http';

import type { SeenAnswer } from '../../support/api-contract';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With the query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}

/** An answer, with the text of its body. */
export interface WireAnswer extends SeenAnswer {
  readonly text: string;
}

const PATIENCE_MS = 40_000;

/** Sends requests to a server as they are, over connections that are kept. */
export class FuzzHttp {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly origin: string) {}

  /** The answer; a connection that the server has closed since the last request is opened again, once. */
  async send(wire: WireRequest): Promise<WireAnswer> {
    try {
      return await this.once(wire, this.agent);
    } catch {
      return this.once(wire, new Agent());
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private once({ method, path, headers, body }: WireRequest, agent: Agent): Promise<WireAnswer> {
    const bytes = body === null ? null : Buffer.from(body);
    const length: Record<string, string> = bytes ? { 'content-length': String(bytes.length) } : {};
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.origin}/`,
        { method: method.toUpperCase(), path, agent, headers: { ...headers, ...length } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve(seen(method, path, { status: answer.statusCode ?? 0, headers: answer.headers, text }));
          });
        },
      );
      sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error(`No answer within ${PATIENCE_MS} ms`)));
      sent.on('error', reject);
      sent.end(bytes ?? undefined);
    });
  }
}

function seen(
  method: string,
  path: string,
  { status, headers, text }: { status: number; headers: IncomingHttpHeaders; text: string },
): WireAnswer {
  const flat = Object.entries(headers).map(([name, value]) => [name, value?.toString()] as const);
  const [place = path] = path.split('?');
  return { method, path: place, status, headers: Object.fromEntries(flat), body: bodyOf(text), text };
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON does not fit any schema either: the check of answers tells.
    return text;
  }
}
