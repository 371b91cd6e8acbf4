import { until } from '../../events/support/until';
import type { Answer } from '../../journeys/support/caller';
import { Receiver } from '../../webhooks/support/receiver';
import { MortalProduct } from './mortal-product';
import { seededRandom } from './seeded-random';

const CALLERS = 8;
/** The lease of the dead worker's lane, and then what is left to deliver. */
const AFTERWARDS_MS = 60_000;

interface Event {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly data: { readonly object: { readonly id: string } };
}

/** What was promised before the death, and what is there after it. */
export interface CrashRun {
  /** How many writes had been answered when everything was killed, and how many were cut off. */
  readonly answered: number;
  readonly cutOff: number;
  /** The lead that each write was answered with, before the death or on its retry. */
  readonly leads: readonly string[];
  /** Answers of writes sent again that had been answered before the death. */
  readonly replays: readonly { readonly expected: string; readonly answer: Answer }[];
  readonly storedLeads: readonly { readonly id: string; readonly title: string }[];
  readonly events: readonly Event[];
  readonly deliveries: readonly { readonly webhookId: string; readonly event: Event }[];
}

/** Creates leads from several callers, kills everything at a moment that the seed decides, starts again and looks. */
export async function crashRun(seed: number, count: number): Promise<CrashRun> {
  const random = seededRandom(seed);
  const product = await MortalProduct.start();
  const receiver = await Receiver.start();
  try {
    await product.caller.post('/v1/webhook-endpoints', { url: receiver.url, types: ['lead.created'] });
    const writes = new Writes(product, seed, count);
    const enough = Math.floor(count * (0.1 + 0.8 * random()));
    const dying = until(() => writes.answered.size >= enough, { withinMs: 300_000 }).then(() =>
      product.die(),
    );
    const cutOff = await writes.send();
    await dying;
    const before = new Map(writes.answered);
    await product.startAgain();
    if ((await writes.send()) > 0) throw new Error('A write failed with nobody killing anything.');

    const replays = [];
    for (const [at, expected] of [...before].slice(-20))
      replays.push({ expected, answer: await writes.one(at) });
    const isDelivered = () => new Set(receiver.ids()).size >= count;
    await until(isDelivered, { withinMs: AFTERWARDS_MS }).catch(() => undefined); // the test says what is missing
    return {
      answered: before.size,
      cutOff,
      leads: Array.from({ length: count }, (_, at) => writes.answered.get(at) ?? ''),
      replays,
      storedLeads: await pagesOf(product, '/v1/leads?limit=500'),
      events: await pagesOf(product, '/v1/events?limit=500'),
      deliveries: receiver.requests.map(({ headers, body }) => ({
        webhookId: String(headers['webhook-id']),
        event: JSON.parse(body) as Event,
      })),
    };
  } finally {
    await receiver.stop();
    await product.remove();
  }
}

/** Numbered writes, each under a key of its own, until all were answered once. */
class Writes {
  readonly answered = new Map<number, string>();

  constructor(
    private readonly product: MortalProduct,
    private readonly seed: number,
    private readonly count: number,
  ) {}

  /** Sends what has no answer yet, several at a time; a caller whose connection breaks stops. Resolves with how many broke. */
  async send(): Promise<number> {
    const open = Array.from({ length: this.count }, (_, at) => at)
      .filter((at) => !this.answered.has(at))
      .values();
    const broken = await Promise.all(Array.from({ length: CALLERS }, () => this.work(open)));
    return broken.filter(Boolean).length;
  }

  async one(at: number): Promise<Answer> {
    const key = { 'idempotency-key': `crash-${this.seed}-${at}` };
    return this.product.caller.post('/v1/leads', { title: `Lead ${at}` }, key);
  }

  private async work(open: Iterator<number> & Iterable<number>): Promise<boolean> {
    for (const at of open) {
      try {
        const { status, body } = await this.one(at);
        // An answer of 5xx promises nothing: the connection to PostgreSQL may die first.
        if (status === 201) this.answered.set(at, body.id);
        else if (status < 500) throw new Error(`Lead ${at} was answered ${status}: ${JSON.stringify(body)}`);
        else return true;
      } catch (error) {
        if (isBrokenConnection(error)) return true;
        throw error;
      }
    }
    return false;
  }
}

/** What fetch throws; its TypeError is of another realm than Jest's. */
const isBrokenConnection = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'TypeError';

async function pagesOf<Item>(product: MortalProduct, path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await product.caller.get(path + cursor);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    items.push(...body.data);
    if (!body.has_more) return items;
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
}
