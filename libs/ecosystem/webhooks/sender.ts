import { toTypeId } from '@platform/ids';
import type { OutboundHttp } from '@platform/outbound-http';

import { type AttemptOutcome, attempt } from './attempt';
import type { DatabaseClock } from './database-clock';
import { changedBodies } from './delivery-metrics';
import type { DueDelivery } from './delivery-queue';
import type { EndpointSecrets } from './endpoint-secrets';
import type { EndpointSettings } from './endpoint-settings';
import type { UnsentReason } from './events-for-owners';
import type { RenderedBody, Withheld } from './rendered-bodies';

/** Sends deliveries with the settings and secrets that hold at the moment of sending. */
export class Sender {
  private readonly stopping = new AbortController();

  constructor(
    private readonly outbound: OutboundHttp,
    private readonly secrets: EndpointSecrets,
    private readonly clock: DatabaseClock,
  ) {}

  async send(
    delivery: DueDelivery,
    settings: EndpointSettings,
    body: RenderedBody | Withheld,
  ): Promise<AttemptOutcome> {
    const now = this.clock.now();
    if ('unsent' in body) return unsent(now, body.unsent);
    if (isOther(body, delivery)) changedBodies.inc();
    return attempt(this.outbound, {
      id: toTypeId('event', delivery.event_id),
      url: settings.url,
      endpointId: toTypeId('webhook_endpoint', settings.id),
      headers: { ...this.secrets.headers(settings), ...replayHeader(delivery) },
      ...(await this.secrets.signers(settings, now)),
      body: Buffer.from(body.text),
      attempt: delivery.attempts + 1,
      now,
      signal: this.stopping.signal,
    });
  }

  /** Gives up what is open: it counts as not tried. */
  abort(): void {
    this.stopping.abort();
  }

  get isAborted(): boolean {
    return this.stopping.signal.aborted;
  }
}

/** Other bytes than those of the first attempt, although nothing about how they are made is other. */
const isOther = (body: RenderedBody, { body_hash: before, rendering }: DueDelivery): boolean =>
  before !== null && rendering === body.rendering && !body.isErased && !before.equals(body.hash);

const unsent = (now: Date, reason: UnsentReason): AttemptOutcome => ({
  attemptedAt: now,
  durationMs: 0,
  status: null,
  error: reason,
  response: null,
  isDelivered: false,
  retryAfterMs: null,
  unsent: reason,
});

/** Tells receivers that it is sent again because its owner asked for it. */
const replayHeader = ({ replay_id: id }: DueDelivery): Record<string, string> =>
  id === null ? {} : { 'webhook-replay': toTypeId('webhook_replay', id) };
