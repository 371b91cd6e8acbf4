import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it reached the server. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An answer to give; `reset` breaks the connection, `hang` never answers. */
export type Answer =
  | 'reset'
  | 'hang'
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown };

/** A server on a loopback port that answers as it is told and keeps what it got. */
export interface FakeServer {
  readonly url: string;
  readonly received: Received[];
  close(): Promise<void>;
}

/** Starts a server; `answer` is given each request and how many came before it. */
export async function startFakeServer(
  answer: (request: Received, index: number) => Answer | Promise<Answer>,
): Promise<FakeServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (whole) => {
      received.push(whole);
      give(response, await answer(whole, received.length - 1));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, received, close };
}

/** A problem document as the API sends it. */
export const problem = (status: number, code: string, members: object = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: {
    type: 'about:blank',
    title: 'T',
    status,
    detail: 'D',
    code,
    request_id: 'req_1',
    errors: [],
    ...members,
  },
});

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}

function give(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  const { status = 200, headers, body = {} } = answer;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
