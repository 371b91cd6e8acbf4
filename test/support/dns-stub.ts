import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';

/** What a name stands for at one question: addresses of either family, or where it leads first. */
export type Zone =
  | readonly string[]
  | { readonly cname: readonly string[]; readonly addresses: readonly string[] };

/** How a name is answered; `asked` counts the questions for it before this one. Null keeps silent. */
export type Answering = (asked: number) => Zone | null;

/** A name server with answers of the test's own, which nobody may keep (their time to live is 0). */
export class DnsStub {
  readonly #names = new Map<string, Answering>();
  readonly #asked = new Map<string, number>();
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (message, from) => {
      const answer = this.#answerTo(message);
      if (answer) socket.send(answer, from.port, from.address);
    });
  }

  static async start(): Promise<DnsStub> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new DnsStub(socket);
  }

  /** What a resolver calls it. */
  get server(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  /** From now on a name is answered so. A resolver asks once for each family, and both of them are one look-up. */
  answer(name: string, answering: Answering): void {
    this.#names.set(name, answering);
    this.#asked.delete(name);
  }

  stop(): void {
    this.#socket.close();
  }

  #answerTo(message: Buffer): Buffer | null {
    const { id, questions } = decode(message);
    const [question] = questions ?? [];
    const answering = this.#names.get(question?.name ?? '');
    if (!question || !answering) {
      return encode({ type: 'response', id, flags: AUTHORITATIVE_ANSWER | NO_SUCH_NAME, questions });
    }
    const times = this.#asked.get(question.name) ?? 0;
    this.#asked.set(question.name, times + 1);
    const zone = answering(Math.floor(times / 2));
    if (zone === null) return null;
    const answers = recordsOf(question.name, zone, question.type === 'AAAA' ? 6 : 4);
    return encode({ type: 'response', id, flags: AUTHORITATIVE_ANSWER, questions, answers });
  }
}

/** RCODE 3 of RFC 1035, section 4.1.1. */
const NO_SUCH_NAME = 3;

function recordsOf(name: string, zone: Zone, family: 4 | 6): Answer[] {
  const { cname, addresses } = 'cname' in zone ? zone : { cname: [], addresses: zone };
  const names = [name, ...cname];
  const chain = cname.map((to, at): Answer => ({ type: 'CNAME', name: names[at] ?? name, ttl: 0, data: to }));
  const ofFamily = addresses.filter((address) => isIP(address) === family);
  const last = names.at(-1) ?? name;
  return [
    ...chain,
    ...ofFamily.map((data): Answer => ({ type: family === 6 ? 'AAAA' : 'A', name: last, ttl: 0, data })),
  ];
}
