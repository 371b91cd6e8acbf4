import { toTypeId } from '@platform/ids';
import type { OutboundHttp } from '@platform/outbound-http';

import { type AttemptOutcome, attempt } from './attempt';
import type { DatabaseClock } from './database-clock';
import { changedBodies } from './delivery-metrics';
import type { DueDelivery } from './delivery-queue';
import type { EndpointSecrets } from './endpoint-secrets';
import type { EndpointSettings } from './endpoint-settings';
import type { RenderedBody } from './rendered-bodies';

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
    body: RenderedBody | undefined,
  ): Promise<AttemptOutcome> {
    const now = this.clock.now();
    if (!body) return unsent(now);
    if (delivery.body_hash && !delivery.body_hash.equals(body.hash)) changedBodies.inc();
    return attempt(this.outbound, {
      id: toTypeId('event', delivery.event_id),
      url: settings.url,
      endpointId: toTypeId('webhook_endpoint', settings.id),
      headers: { ...this.secrets.headers(settings), ...replayHeader(delivery) },
      secrets: this.secrets.secretsInForce(settings, now),
      body: body.bytes,
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

/** The event is past its retention: there is nothing left to send. */
const unsent = (now: Date): AttemptOutcome => ({
  attemptedAt: now,
  durationMs: 0,
  status: null,
  error: 'event_expired',
  response: null,
  isDelivered: false,
  retryAfterMs: null,
});

/** Tells receivers that it is sent again because its owner asked for it. */
const replayHeader = ({ replay_id: id }: DueDelivery): Record<string, string> =>
  id === null ? {} : { 'webhook-replay': toTypeId('webhook_replay', id) };
