import { createHash } from 'node:crypto';

import { readRendering, renderedView, renderingKey } from '@ecosystem/event-log';
import type { Sql } from '@platform/database';
import { erasedAmong, type LoggedEvent, readEvents } from '@platform/events';

import type { DueDelivery } from './delivery-queue';
import type { EndpointSettings } from './endpoint-settings';
import { type Eyes, eyesOf, maySee, type UnsentReason } from './events-for-owners';

/** What to send for an event, and how it was made. */
export interface RenderedBody {
  /** JSON, sent as UTF-8. Kept as a text: the memory of many small buffers is not put together again when some of them go. */
  readonly text: string;
  /** sha256 of the bytes. */
  readonly hash: Buffer;
  /** What is stored with the delivery, so that later attempts are made the same way. */
  readonly rendering: string | null;
  /** Whether the event is told by its id because it was erased: other bytes than before are then right. */
  readonly isErased: boolean;
}

/** Why a delivery is closed without being sent. */
export interface Withheld {
  readonly unsent: UnsentReason;
}

/** A delivery that is about to be sent, and the settings of its endpoint. */
export interface ToRender {
  readonly delivery: DueDelivery;
  readonly settings: EndpointSettings;
}

interface Planned extends ToRender {
  readonly rendering: string | null;
  /** What was made of it before, if that is kept. */
  readonly body: RenderedBody | null;
}

/** Some thousand bodies: an event goes to its endpoints within seconds. A character takes a byte or two. */
const MOST_KEPT_CHARACTERS = 4 * 1024 * 1024;

/**
 * Makes the bodies of deliveries from their stored events, as the settings of their endpoints say at the first attempt, and the
 * same bytes at later ones. What the owner may not see (any more) is not in them. The latest are kept: one event goes to many
 * endpoints.
 */
export class RenderedBodies {
  private readonly kept = new Map<string, RenderedBody>();
  private keptCharacters = 0;

  constructor(private readonly connection: Sql) {}

  /** Bodies by delivery. */
  async load(asked: readonly ToRender[]): Promise<Map<string, RenderedBody | Withheld>> {
    const planned = await this.withoutErased(asked.map((one) => this.plan(one)));
    const missing = planned.filter(({ body }) => body === null);
    const events = await readEvents(
      this.connection,
      missing.map(({ delivery }) => delivery),
    );
    const eyes = await eyesOf(
      this.connection,
      missing.map(({ delivery, settings }) => ({
        audience: settings.audience,
        type: delivery.type,
        madeFor: settings.scopes,
        event: events.get(delivery.event_id),
      })),
    );
    const seen = new Map(missing.map(({ delivery }, at) => [delivery.id, eyes[at]]));
    return new Map(
      planned.map(({ delivery, body, rendering }): [string, RenderedBody | Withheld] => [
        delivery.id,
        body ?? this.made(delivery, rendering, seen.get(delivery.id)),
      ]),
    );
  }

  /** Only what is the same for everybody is kept: whom rights limit, each event is looked at anew. */
  private plan({ delivery, settings }: ToRender): Planned {
    const rendering = renderingFor(delivery, settings);
    const { audience, scopes: madeFor } = settings;
    const isSeen = audience && !audience.rights && maySee(audience, { type: delivery.type, madeFor });
    const body = isSeen ? this.kept.get(keyOf(delivery, rendering)) : null;
    return { delivery, settings, rendering, body: body ?? null };
  }

  /** What was made of an event before it was erased is not sent any more; those that are read anew tell it themselves. */
  private async withoutErased(planned: readonly Planned[]): Promise<readonly Planned[]> {
    const kept = planned.filter(({ body }) => body !== null).map(({ delivery }) => delivery);
    const erased = await erasedAmong(this.connection, kept);
    if (erased.size === 0) return planned;
    return planned.map((one) => (erased.has(one.delivery.event_id) ? { ...one, body: null } : one));
  }

  private made(
    delivery: DueDelivery,
    rendering: string | null,
    eyes: Eyes | undefined,
  ): RenderedBody | Withheld {
    if (!eyes || 'unsent' in eyes) return eyes ?? { unsent: 'event_expired' };
    const { event, hidden } = eyes;
    const chosen = { ...readRendering(rendering), hidden };
    const body = render({ ...event, sequence: Number(delivery.sequence) }, renderingKey(chosen));
    if (hidden === null && !event.erased_at) this.keep(keyOf(delivery, body.rendering), body);
    return body;
  }

  private keep(key: string, body: RenderedBody): void {
    if (!this.kept.has(key)) this.keptCharacters += body.text.length;
    this.kept.set(key, body);
    for (const [oldest, { text }] of this.kept) {
      if (this.keptCharacters <= MOST_KEPT_CHARACTERS) return;
      this.kept.delete(oldest);
      this.keptCharacters -= text.length;
    }
  }
}

const keyOf = ({ event_id: id }: DueDelivery, rendering: string | null): string => `${id} ${rendering ?? ''}`;

/** As the first attempt was made, whatever the settings say since. */
const renderingFor = (delivery: DueDelivery, settings: EndpointSettings): string | null =>
  delivery.body_hash === null ? renderingOf(settings) : delivery.rendering;

/** How an endpoint wants its events to be told. */
export const renderingOf = ({
  api_version: version,
  payload,
  fields,
}: Pick<EndpointSettings, 'api_version' | 'payload' | 'fields'>): string | null =>
  renderingKey({ version, payload, fields, hidden: null });

/** The body of an event, made in the way that the key says. */
export function render(event: LoggedEvent, rendering: string | null): RenderedBody {
  const text = JSON.stringify(renderedView(event, readRendering(rendering)));
  const hash = createHash('sha256').update(text).digest();
  return { text, hash, rendering, isErased: event.erased_at !== null };
}
