import { createHash } from 'node:crypto';

import { eventView } from '@ecosystem/event-log';
import type { Sql } from '@platform/database';
import { readEvents } from '@platform/events';

import type { DueDelivery } from './delivery-queue';

/** The bytes to send for an event, and their sha256. */
export interface RenderedBody {
  readonly bytes: Buffer;
  readonly hash: Buffer;
}

const MOST_KEPT_BYTES = 32 * 1024 * 1024;

/**
 * Makes the bodies of deliveries from their stored events, always the same bytes for the same event, and keeps the
 * latest: one event goes to many endpoints.
 */
export class RenderedBodies {
  private readonly kept = new Map<string, RenderedBody>();
  private keptBytes = 0;

  constructor(private readonly connection: Sql) {}

  /** Bodies by event; one that is past its retention is missing. */
  async load(deliveries: readonly DueDelivery[]): Promise<Map<string, RenderedBody>> {
    const missing = deliveries.filter((delivery) => !this.kept.has(delivery.event_id));
    const events = await readEvents(this.connection, missing);
    const rendered = new Map<string, RenderedBody>();
    for (const { event_id: id, sequence } of deliveries) {
      const event = events.get(id);
      const body = this.kept.get(id) ?? (event && render({ ...event, sequence: Number(sequence) }));
      if (!body) continue;
      rendered.set(id, body);
      this.keep(id, body);
    }
    return rendered;
  }

  private keep(id: string, body: RenderedBody): void {
    if (!this.kept.has(id)) this.keptBytes += body.bytes.length;
    this.kept.set(id, body);
    for (const [oldest, { bytes }] of this.kept) {
      if (this.keptBytes <= MOST_KEPT_BYTES) return;
      this.kept.delete(oldest);
      this.keptBytes -= bytes.length;
    }
  }
}

function render(event: Parameters<typeof eventView>[0]): RenderedBody {
  const bytes = Buffer.from(JSON.stringify(eventView(event)));
  return { bytes, hash: createHash('sha256').update(bytes).digest() };
}
