import type { ExplainedProblem } from './explained';

/** The codes of a 409 that deliveries of webhooks have. */
export const DELIVERY_CONFLICTS: readonly ExplainedProblem[] = [
  {
    code: 'app_suspended',
    status: 409,
    meaning: 'The webhook endpoint belongs to an app that is suspended, which is sent nothing.',
    remedy: 'Resume the app: its endpoints go on with it.',
  },
  {
    code: 'delivery_finished',
    status: 409,
    meaning: 'The delivery was accepted or given up, so nothing waits for it.',
    remedy: 'Nothing is to be done; `POST /v1/deliveries/{id}/retry` sends it again.',
  },
  {
    code: 'delivery_pending',
    status: 409,
    meaning: 'The same event is on its way to the same webhook endpoint in another delivery.',
    remedy: 'Wait for that delivery: `GET /v1/deliveries?event_id=…` lists it.',
  },
  {
    code: 'delivery_waits',
    status: 409,
    meaning: 'The endpoint keeps an order, and an earlier delivery has to be sent before this one.',
    remedy: 'Retry the earlier one, which `GET /v1/deliveries?record_id=…` shows, or give it up with `skip`.',
  },
  {
    code: 'endpoint_active',
    status: 409,
    meaning: 'The webhook endpoint is active, so there is no place from which it could go on.',
    remedy: 'Pause it before resuming it from elsewhere, or replay a part of the log to it.',
  },
  {
    code: 'replay_ended',
    status: 409,
    meaning: 'The replay is completed or was cancelled before.',
    remedy: 'Nothing is to be done: read the replay, it tells how it ended.',
  },
  {
    code: 'replay_running',
    status: 409,
    meaning: 'A webhook endpoint has one replay at a time, and one is running.',
    remedy: 'Wait until the replay that `detail` names is completed, or cancel it.',
  },
];
