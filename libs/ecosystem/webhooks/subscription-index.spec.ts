import { type EventFilter, matchesType } from '@ecosystem/event-log';
import type { StoredEvent } from '@platform/events';
import { matchesFilter } from '@platform/filters';
import fc from 'fast-check';

import { type Subscription, SubscriptionIndex } from './subscription-index';

const TYPES = ['deal.created', 'deal.won', 'lead.created', 'stage.order.changed'];
const PATTERNS = [...TYPES, '*', 'deal.*', 'lead.*', 'stage.*', 'stage.order.*', 'd.*', 'deal'];
const OBJECTS = ['deal', 'lead', 'stage'];

const titled = (value: string): EventFilter[string] => ({
  kind: 'compare',
  field: { type: 'text', at: ['title'] },
  operator: 'eq',
  value,
});

const anySubscription: fc.Arbitrary<Omit<Subscription, 'id'>> = fc.record({
  workspace_id: fc.constant('w'),
  types: fc.uniqueArray(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 3 }),
  skip_own: fc.boolean(),
  checked_filter: fc.option(
    fc.dictionary(fc.constantFrom(...OBJECTS), fc.constantFrom('a', 'b').map(titled)),
    { nil: null },
  ),
  principal: fc.constantFrom('key_1', 'key_2'),
  scopes: fc.subarray(['deals:read', 'leads:read']),
});

interface AnyEvent {
  readonly type: string;
  readonly scope: string;
  readonly title: string;
  readonly principal: string;
  readonly isThere: boolean;
}

const anyEvent: fc.Arbitrary<AnyEvent> = fc.record({
  type: fc.constantFrom(...TYPES),
  scope: fc.constantFrom('deals:read', 'leads:read'),
  title: fc.constantFrom('a', 'b', 'c'),
  principal: fc.constantFrom('key_1', 'key_2'),
  isThere: fc.boolean(),
});

/** The rules one by one, as they are told to customers. */
function takes(subscription: Subscription, { type, scope, title, principal, isThere }: AnyEvent): boolean {
  const { types, scopes, skip_own: skipsOwn } = subscription;
  if (!scopes.includes(scope) || !types.some((pattern) => matchesType(pattern, type))) return false;
  if (!isThere) return true;
  if (skipsOwn && principal === subscription.principal) return false;
  const filter = subscription.checked_filter as EventFilter | null;
  const own = filter?.[type.slice(0, type.indexOf('.'))];
  return filter === null || (own !== undefined && matchesFilter(own, { title }));
}

const raise = (_: string, error: unknown): never => {
  throw error;
};

it('finds for every event those whose types, scopes, filter and own changes let it through', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(anySubscription, { maxLength: 12 }), fc.array(anyEvent), (made, events) => {
      const subscriptions = made.map((one, at) => ({ ...one, id: String(at) }));
      const index = new SubscriptionIndex(subscriptions);
      for (const one of events) {
        const event = { principal: one.principal, occurred_at: new Date() } as StoredEvent;
        const seen = one.isThere ? { event, subject: { title: one.title } } : undefined;
        const { ids } = index.takersOf(one, index.asksFor(one) ? seen : undefined, raise);
        const taking = subscriptions.filter((subscription) => takes(subscription, one)).map(({ id }) => id);
        expect([...ids].sort()).toEqual(taking.sort());
        found += taking.length;
      }
    }),
    { seed: 20261129, numRuns: 300, endOnFailure: true },
  );
  expect(found).toBeGreaterThan(1000);
});

it('asks for an event only where somebody filters it or leaves out their own', () => {
  const plain = { workspace_id: 'w', principal: 'key_1', scopes: ['deals:read'], checked_filter: null };
  const index = new SubscriptionIndex([
    { ...plain, id: '1', types: ['deal.won'], skip_own: false },
    { ...plain, id: '2', types: ['deal.created'], skip_own: true },
    { ...plain, id: '3', types: ['lead.*'], skip_own: false, checked_filter: { lead: titled('a') } },
  ]);
  const asked = TYPES.filter((type) => index.asksFor({ type, scope: 'deals:read' }));
  expect(asked).toEqual(['deal.created', 'lead.created']);
});
