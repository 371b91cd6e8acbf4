import type { Migration } from '@platform/database';

/** How often an endpoint may be called, and why it was stopped. */
export const endpointPace: Migration = {
  name: 'EndpointPace1795000000045',
  statements: [
    `ALTER TABLE webhook_endpoints
      ADD COLUMN rate_per_second smallint,
      ADD COLUMN state_reason text,
      ADD CONSTRAINT webhook_endpoints_rate_possible CHECK (rate_per_second BETWEEN 1 AND 1000)`,
    `/* migration */ UPDATE webhook_endpoints SET state_reason = CASE state WHEN 'gone' THEN 'receiver_gone' ELSE 'failing' END
      WHERE state IN ('disabled', 'gone')`,
  ],
};
