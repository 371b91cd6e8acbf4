import { type EventFilter, objectOf, patternsOf, readEventFilter } from '@ecosystem/event-log';
import type { StoredEvent } from '@platform/events';
import { FilterIndex } from '@platform/filters';

/** What decides whether an endpoint gets an event. */
export interface Subscription {
  readonly workspace_id: string;
  readonly id: string;
  readonly types: readonly string[];
  readonly skip_own: boolean;
  readonly checked_filter: unknown;
  readonly principal: string;
  readonly scopes: readonly string[];
}

/** An event that somebody may subscribe to, by what its entry in the log says. */
export interface Announced {
  readonly type: string;
  /** What a reader must hold to see it. */
  readonly scope: string;
}

/** An event as those see it who ask for more than its type. */
export interface SeenEvent {
  readonly event: StoredEvent;
  /** As filters look at it. */
  readonly subject: object;
}

/** Who gets an event, and how many filters were evaluated to know it. */
export interface Takers {
  readonly ids: ReadonlySet<string>;
  readonly evaluated: number;
}

interface Taker {
  readonly id: string;
  readonly skipOwn: boolean;
  readonly principal: string;
  readonly scopes: ReadonlySet<string>;
}

/** Who asks for the same types of event in the same words. */
interface Alike {
  readonly free: Taker[];
  readonly filtered: { readonly taker: Taker; readonly filter: EventFilter }[];
  /** The filters by what they are asked about; made when they are first needed. */
  readonly byObject: Map<string, FilterIndex<Taker>>;
}

/** Some endpoints of a workspace, from an event to those who take it: who asks for other types or values costs it nothing. */
export class SubscriptionIndex {
  private readonly byPattern = new Map<string, Alike>();
  /** About how many bytes it holds. */
  readonly size: number;

  constructor(subscriptions: readonly Subscription[]) {
    const scopes = new Map<string, ReadonlySet<string>>();
    let size = 0;
    for (const subscription of subscriptions) {
      const key = subscription.scopes.join(' ');
      const held = scopes.get(key) ?? new Set(subscription.scopes);
      scopes.set(key, held);
      this.add(subscription, held);
      size += sizeOf(subscription);
    }
    this.size = size;
  }

  /** Whether more than the entry in the log has to be known of an event. */
  asksFor({ type }: Announced): boolean {
    return this.alike(type).some(
      ({ free, filtered }) => filtered.length > 0 || free.some(({ skipOwn }) => skipOwn),
    );
  }

  /**
   * By type, the scopes of the endpoint's creator, its filter, and not its own when it asked so; by what the event itself says, so that
   * a worker delivers also what only newer code can emit. Of an event that is not there any more nothing is known that could rule
   * it out. `whenBroken` decides about filters that cannot be evaluated.
   */
  takersOf(
    announced: Announced,
    seen: SeenEvent | undefined,
    whenBroken: (endpointId: string, error: unknown) => boolean,
  ): Takers {
    const ids = new Set<string>();
    let evaluated = 0;
    for (const alike of this.alike(announced.type)) {
      const met = filteredTakers(alike, announced.type, seen, whenBroken);
      evaluated += met.evaluated;
      const takers = [...alike.free, ...met.takers];
      for (const { id } of takers.filter((taker) => sees(taker, announced, seen?.event))) ids.add(id);
    }
    return { ids, evaluated };
  }

  private add({ types, checked_filter, ...rest }: Subscription, scopes: ReadonlySet<string>): void {
    const taker = { id: rest.id, skipOwn: rest.skip_own, principal: rest.principal, scopes };
    // A filter that only newer code can read is not asked: what it would let through must not be lost.
    const filter = readEventFilter(checked_filter);
    for (const pattern of new Set(types)) {
      const alike: Alike = this.byPattern.get(pattern) ?? { free: [], filtered: [], byObject: new Map() };
      this.byPattern.set(pattern, alike);
      if (filter) alike.filtered.push({ taker, filter });
      else alike.free.push(taker);
    }
  }

  private alike(type: string): Alike[] {
    return patternsOf(type).flatMap((pattern) => this.byPattern.get(pattern) ?? []);
  }
}

/** An endpoint with its id, its words and its place in the lists: what else it has is shared. */
const sizeOf = ({ types, checked_filter: filter }: Subscription): number =>
  400 + 100 * types.length + (filter === null ? 0 : 8 * JSON.stringify(filter).length);

const sees = (
  { scopes, skipOwn, principal }: Taker,
  { scope }: Announced,
  event: StoredEvent | undefined,
): boolean => scopes.has(scope) && !(skipOwn && event?.principal === principal);

function filteredTakers(
  { filtered, byObject }: Alike,
  type: string,
  seen: SeenEvent | undefined,
  whenBroken: (endpointId: string, error: unknown) => boolean,
): { takers: readonly Taker[]; evaluated: number } {
  if (filtered.length === 0) return { takers: [], evaluated: 0 };
  if (!seen) return { takers: filtered.map(({ taker }) => taker), evaluated: 0 };
  const object = objectOf(type);
  const index = byObject.get(object) ?? indexOf(filtered, object);
  byObject.set(object, index);
  return index.find({ record: seen.subject, now: seen.event.occurred_at }, ({ id }, error) =>
    whenBroken(id, error),
  );
}

/** An object for which a filter was not checked does not meet it. */
function indexOf(filtered: Alike['filtered'], object: string): FilterIndex<Taker> {
  const index = new FilterIndex<Taker>();
  for (const { taker, filter } of filtered) {
    const own = filter[object];
    if (own) index.add(own, taker);
  }
  return index;
}
