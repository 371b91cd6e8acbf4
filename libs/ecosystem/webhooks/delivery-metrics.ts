import { Counter, Gauge, Histogram } from 'prom-client';

export const deliveriesTotal = new Counter({
  name: 'dealwright_deliveries_total',
  help: 'Attempts to deliver by outcome: delivered, retried (will be tried again), failed (given up), parked.',
  labelNames: ['outcome'],
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

export const changedBodies = new Counter({
  name: 'dealwright_changed_bodies_total',
  help: 'Retries whose body differed from the first attempt; anything but 0 is a defect.',
});
