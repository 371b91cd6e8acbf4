import { connect } from 'node:net';

/** What a server wrote on a connection before it ended. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const PATIENCE_MS = 30_000;

/** Writes bytes to a server as they are, and reads the first answer; the server must end the connection. */
export function sendRaw(origin: string, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('The connection stays open.')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(read(Buffer.concat(chunks).toString())));
  });
}

function read(answer: string): RawAnswer {
  const [head = '', text = ''] = answer.split(/\r\n\r\n(.*)/s, 2);
  const [start = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const [name = '', value = ''] = line.split(/: *(.*)/, 2);
    return [name.toLowerCase(), value] as const;
  });
  return { status: Number(start.split(' ')[1]), headers: Object.fromEntries(headers), text };
}
