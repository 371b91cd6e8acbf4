import type { webhooks } from './generated/api.d.ts';

/** Who caused an event. */
export interface EventActor {
  /** `member`, `app`, `form`, `import`, `automation` or `system`. */
  readonly type: string;
  readonly [member: string]: unknown;
}

/** What every event has, whatever its type. */
export interface AnyEvent {
  /** `evt_…`: the same on every delivery of this event. */
  readonly id: string;
  /** Such as `lead.created`. */
  readonly type: string;
  /** When it happened, RFC 3339 in UTC. */
  readonly timestamp: string;
  /** Its place in the workspace's log. */
  readonly sequence: number;
  readonly workspace_id: string;
  readonly actor: EventActor;
  /** The request that caused it. */
  readonly request_id: string | null;
  readonly data: {
    /** The record after the change; its id alone in thin payloads. */
    readonly object: Readonly<Record<string, unknown>>;
    /** What changed, by field. */
    readonly changes?: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>> | null;
  };
}

type WebhookBody<T> = T extends { post: { requestBody: { content: { 'application/json': infer Body } } } }
  ? Body
  : never;

type KnownEvents = {
  [Type in keyof webhooks & string]: Exclude<WebhookBody<webhooks[Type]>, { payload: unknown }> & {
    type: Type;
  };
}[keyof webhooks & string];

/** An event as an endpoint with `payload: "thin"` gets it, and any endpoint once its record was erased. */
export interface ThinEvent extends AnyEvent {
  readonly payload: 'thin';
  readonly erased_at?: string;
  readonly data: {
    readonly object: { readonly id: string; readonly type: string; readonly url: string | null };
    readonly changes: Readonly<Record<string, never>>;
  };
}

/** Whether an event tells only which record it is about. */
export const isThin = (event: object): event is ThinEvent => 'payload' in event && event.payload === 'thin';

/** An event: a union by `type` of those that the API document lists; newer servers may send others too. */
export type DealwrightEvent = [KnownEvents] extends [never]
  ? AnyEvent
  : string extends keyof webhooks
    ? AnyEvent
    : KnownEvents;
