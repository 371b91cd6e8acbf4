import { Counter } from 'prom-client';

export const loggedRequests = new Counter({
  name: 'dealwright_request_log_requests_total',
  help: 'Requests of credentials by what became of their log entries: written, sampled (left out, others stand for them), dropped (the buffer was full, or the database refused them).',
  labelNames: ['outcome'],
});

/** Most requests of a busy workspace. */
export const sampledRequests = loggedRequests.labels('sampled');
