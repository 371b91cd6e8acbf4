import type { Migration } from '@platform/database';

/** What lets workers keep endpoints in memory, and pass over those that read the log by themselves. */
export const subscriptionVersions: Migration = {
  name: 'SubscriptionVersions1795000000063',
  statements: [
    `CREATE TABLE subscription_versions (
      workspace_id uuid NOT NULL,
      version bigint NOT NULL,
      CONSTRAINT subscription_versions_pkey PRIMARY KEY (workspace_id)
    ) WITH (fillfactor = 50)`,
    `/* migration */ INSERT INTO subscription_versions (workspace_id, version)
      SELECT DISTINCT workspace_id, 1 FROM webhook_endpoints`,
    'CREATE INDEX lanes_cold ON lanes (workspace_id) WHERE NOT hot',
  ],
};
