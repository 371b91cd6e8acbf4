import { Counter, Gauge, Histogram } from 'prom-client';

export const deliveriesTotal = new Counter({
  name: 'dealwright_deliveries_total',
  help: 'Attempts to deliver by outcome: delivered, retried (will be tried again), failed (given up), parked.',
  labelNames: ['outcome'],
});

export const attemptsTotal = new Counter({
  name: 'dealwright_attempts_total',
  help: 'Attempts to deliver by result: 2xx, 3xx, 4xx, 429, 5xx, timeout, connection, dns, tls, blocked, other.',
  labelNames: ['result'],
});

export const attemptSeconds = new Histogram({
  name: 'dealwright_attempt_duration_seconds',
  help: 'How long receivers took to answer, time-outs included.',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
});

export const lanesHeld = new Gauge({
  name: 'dealwright_lanes_held',
  help: 'Webhook endpoints that this worker is delivering to now.',
});

export const lanesSlow = new Gauge({
  name: 'dealwright_lanes_slow',
  help: 'Webhook endpoints of those that this worker delivers to now that answer slowly.',
});

export const socketsOpen = new Gauge({
  name: 'dealwright_sockets_open',
  help: 'Requests of this worker that are open, by the speed of their endpoint: fast, slow, unknown.',
  labelNames: ['speed'],
});

export const breakerChanges = new Counter({
  name: 'dealwright_breaker_changes_total',
  help: 'Circuit breakers of endpoints that this worker opened or closed.',
  labelNames: ['to'],
});

export const endpointNoticesTotal = new Counter({
  name: 'dealwright_endpoint_notices_total',
  help: 'What was told of webhook endpoints: failing, recovered, disabled, gone.',
  labelNames: ['kind'],
});

export const changedBodies = new Counter({
  name: 'dealwright_changed_bodies_total',
  help: 'Retries whose body differed from the first attempt; anything but 0 is a defect.',
});

/** What is looked up in the database: the same on every worker. */
export const engineGauges = {
  outbox_age: new Gauge({
    name: 'dealwright_outbox_age_seconds',
    help: 'Age of the oldest event that is not yet in the log.',
  }),
  fan_out_events: new Gauge({
    name: 'dealwright_fan_out_lag_events',
    help: 'Events in the log that endpoints have yet to be given.',
  }),
  fan_out_age: new Gauge({
    name: 'dealwright_fan_out_lag_seconds',
    help: 'Age of the oldest event in the log that endpoints have yet to be given.',
  }),
  pending: new Gauge({
    name: 'dealwright_deliveries_pending',
    help: 'Deliveries that wait, those for a retry included; exact to 100,000.',
  }),
  oldest_due: new Gauge({
    name: 'dealwright_oldest_due_delivery_seconds',
    help: 'How long the oldest delivery, replays excepted, has been due to a receiver that is not left alone.',
  }),
  failing: new Gauge({
    name: 'dealwright_endpoints_failing',
    help: 'Webhook endpoints that do nothing but fail.',
  }),
} as const;

export const breakers = new Gauge({
  name: 'dealwright_breakers',
  help: 'Webhook endpoints whose circuit breaker is open, or half open: the next attempt is a probe.',
  labelNames: ['state'],
});
