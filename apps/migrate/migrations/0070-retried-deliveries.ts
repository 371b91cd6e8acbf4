import type { Migration } from '@platform/database';

/** What of an endpoint is tried again, found without looking through what is new: a look at a lane asks for both apart. */
export const retriedDeliveries: Migration = {
  name: 'RetriedDeliveries1795000000070',
  statements: [
    `CREATE INDEX deliveries_retried ON deliveries (endpoint_id, due_at, pos)
      WHERE due_at < 'infinity' AND tries > 0 AND replay_id IS NULL`,
  ],
};
