import { type Client, clientOf, sourceOf, strangerOf } from './clients';
import {
  DEAL_TITLES,
  LEAD_COMMENTS,
  LEAD_TITLES,
  LOST_REASONS,
  NOTES,
  PRODUCTS,
  SERVICE_TITLES,
  SUBJECTS,
} from './offer';
import type { SeededRandom } from './random';
import { MOMENTS, type Story, storyOf } from './story';
import { type PlannedTwin, twinsOf } from './twins';

type Body = Readonly<Record<string, unknown>>;

/** A client, and when they came. */
export interface PlannedClient extends Client {
  readonly moment: number;
}

/** A deal of one client: what it says, what is sold, and how it goes. */
export interface PlannedDeal {
  readonly client: number;
  readonly isService: boolean;
  readonly owner: number;
  readonly input: Body;
  readonly lines: readonly Body[];
  readonly story: Story;
  readonly lostReason: string;
}

/** Somebody who wrote in, and what became of it. */
export interface PlannedLead {
  readonly owner: number;
  readonly input: Body;
  readonly story: Story;
}

/** The year of the demo. */
export interface Plan {
  readonly clients: readonly PlannedClient[];
  readonly deals: readonly PlannedDeal[];
  readonly leads: readonly PlannedLead[];
  readonly twins: readonly PlannedTwin[];
}

const CLIENTS = 80;
/** How many people of a firm are known: fifteen of four firms, 300 in all. */
const SIZES = [2, 4, 6, 3];
const DEALS = 200;
const LEADS = 150;
/** New firms stop coming some time before the end, so that each has had the time to buy. */
const LAST_NEW_CLIENT = MOMENTS - 6;
const OPEN_STAGES_OF_DEALS = 4;
const OPEN_STAGES_OF_LEADS = 3;
const DEALS_WON = 0.58;

/** Who comes, what they ask for and what becomes of it: the same for the same seed. */
export function planOf(random: SeededRandom, owners: number): Plan {
  const taken = new Set<string>();
  const clients = Array.from({ length: CLIENTS }, (_, at) => ({
    ...clientOf(random, taken, SIZES[at % SIZES.length] ?? 1),
    moment: Math.floor((at * LAST_NEW_CLIENT) / CLIENTS),
  }));
  const deals = Array.from({ length: DEALS }, (_, at) => dealOf(random, clients, owners, at));
  const leads = Array.from({ length: LEADS }, (_, at) => leadOf(random, owners, at));
  return { clients, deals, leads, twins: twinsOf(random, { clients, leads }) };
}

function dealOf(
  random: SeededRandom,
  clients: readonly PlannedClient[],
  owners: number,
  at: number,
): PlannedDeal {
  // Every client buys once; whoever was content comes again.
  const isFirst = at < CLIENTS;
  const client = isFirst ? at : random.between(0, CLIENTS - 1);
  const since = clients[client]?.moment ?? 0;
  const begins = random.between(since, isFirst ? Math.min(since + 3, MOMENTS - 1) : MOMENTS - 1);
  const isService = random.isTrue(0.25);
  const story = storyOf(random, begins, { stages: OPEN_STAGES_OF_DEALS, wins: DEALS_WON });
  const isLined = !isService || random.isTrue(0.5);
  return {
    client,
    isService,
    owner: random.between(0, owners - 1),
    input: {
      title: random.pick(isService ? SERVICE_TITLES : DEAL_TITLES),
      type: isService ? 'services' : 'goods',
      source: sourceOf(random),
      amount: { amount: `${random.between(6, 240) * 100}.00`, currency: 'EUR' },
    },
    lines: isLined ? linesOf(random, isService) : [],
    story,
    lostReason: random.pick(LOST_REASONS),
  };
}

/** Lines of the catalogue, by their place in it: furniture with its assembly, or hours alone. */
function linesOf(random: SeededRandom, isService: boolean): Body[] {
  const kinds = PRODUCTS.map(([sku], place) => ({ place, isWork: sku.startsWith('SRV') }));
  const suitable = kinds.filter(({ isWork }) => isWork === isService);
  const goods = Array.from({ length: random.between(1, 3) }, () => random.pick(suitable).place);
  const lines: Body[] = [...new Set(goods)].map((product) => ({
    product,
    quantity: String(random.between(1, isService ? 12 : 24)),
    ...(random.isTrue(0.25) && { discount: { type: 'percent', value: random.pick(['5', '10', '15']) } }),
  }));
  const assembly = PRODUCTS.findIndex(([sku]) => sku === 'SRV-ASM');
  if (!isService && random.isTrue(0.6))
    lines.push({ product: assembly, quantity: String(random.between(2, 16)) });
  return lines;
}

function leadOf(random: SeededRandom, owners: number, at: number): PlannedLead {
  const begins = Math.floor((at * (MOMENTS - 1)) / LEADS);
  const isFromAd = random.isTrue(0.4);
  return {
    owner: random.between(0, owners - 1),
    input: {
      ...strangerOf(random),
      title: random.pick(LEAD_TITLES),
      source: isFromAd ? 'advertising' : sourceOf(random),
      ...(random.isTrue(0.6) && { comment: random.pick(LEAD_COMMENTS) }),
      ...(isFromAd && {
        utm: { source: random.pick(['google', 'bing', 'linkedin']), medium: 'cpc', campaign: 'office-move' },
      }),
    },
    // A lead is won by being converted, which nobody has done here yet.
    story: storyOf(random, begins, { stages: OPEN_STAGES_OF_LEADS, wins: 0 }),
  };
}

/** Something that was done for a deal when it came to a stage. */
export function doneFor(random: SeededRandom, at: Date): Body {
  const type = random.pick(['call', 'email', 'meeting'] as const);
  const time = at.toISOString();
  const direction = type !== 'meeting' && { direction: random.pick(['incoming', 'outgoing']) };
  return {
    type,
    subject: random.pick(SUBJECTS[type]),
    done: true,
    done_at: time,
    due_at: time,
    ...direction,
  };
}

/** Something that is still to be done for a deal, and may be late. */
export function toDoFor(random: SeededRandom, now: Date): Body {
  const days = random.between(-6, 20);
  const due = new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
  return { type: 'task', subject: random.pick(SUBJECTS.task), due_at: due.toISOString() };
}

/** What somebody wrote down about a deal. */
export const noteFor = (random: SeededRandom, at: Date): Body => ({
  text: random.pick(NOTES),
  written_at: at.toISOString(),
});
