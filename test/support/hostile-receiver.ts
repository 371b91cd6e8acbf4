import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What the receiver's program says of itself; see hostile-receiver/main.mjs. */
interface Said {
  readonly url: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly tlsHost: string;
  readonly tls: Readonly<Record<string, { readonly port: number; readonly certificate: string }>>;
  readonly control: string;
}

/** What it has seen so far. */
export interface Seen {
  /** Whole requests, by path. */
  readonly requests: Readonly<Record<string, number>>;
  readonly connections: { readonly all: number; readonly open: number };
  /** What was said to the receiver that answers a TLS handshake with plain text. */
  readonly heard: string;
}

const PROGRAM = join(__dirname, 'hostile-receiver', 'main.mjs');

/** A receiver that does everything wrong, in a process of its own: its memory is not counted, and it acts while this one is busy. */
export class HostileReceiver {
  private constructor(
    private readonly child: ChildProcess,
    private readonly said: Said,
  ) {}

  static async start(): Promise<HostileReceiver> {
    const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new HostileReceiver(child, JSON.parse(line) as Said);
  }

  /** Where a request is answered so (answers.mjs names the answers); what else is in the path only tells requests apart. */
  url(answer: string): string {
    return `${this.said.url}/${answer}`;
  }

  /** A receiver on a port of its own, which acts before a request is read. */
  at(name: string): string {
    return `http://127.0.0.1:${portOf(this.said.ports[name], name)}/`;
  }

  /** A receiver that speaks TLS, or should, and the certificate to trust for it. */
  tls(name: string): { url: string; certificate: string } {
    const { port, certificate } = this.said.tls[name] ?? { port: undefined, certificate: '' };
    return { url: `https://${this.said.tlsHost}:${portOf(port, name)}/`, certificate };
  }

  async seen(): Promise<Seen> {
    return (await fetch(`${this.said.control}/seen`)).json() as Promise<Seen>;
  }

  /** Drops all connections and listens anew at the same address, as a restarted server does. */
  async restart(): Promise<void> {
    await fetch(`${this.said.control}/restart`, { method: 'POST' });
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

function portOf(port: number | undefined, name: string): number {
  if (port === undefined) throw new Error(`No hostile receiver is called ${name}.`);
  return port;
}
