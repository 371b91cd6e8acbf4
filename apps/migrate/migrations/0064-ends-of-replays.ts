import type { Migration } from '@platform/database';

/** Replays are forgotten some time after their end; endpoints that stand still with their app say so. */
export const endsOfReplays: Migration = {
  name: 'EndsOfReplays1795000000064',
  statements: [
    'CREATE INDEX webhook_replays_finished ON webhook_replays (finished_at) WHERE finished_at IS NOT NULL',
    `/* migration */ UPDATE webhook_endpoints SET state_reason = 'app_suspended' FROM installations
      WHERE installations.workspace_id = webhook_endpoints.workspace_id
        AND installations.id = webhook_endpoints.installation_id AND installations.state = 'suspended'
        AND webhook_endpoints.state = 'paused' AND webhook_endpoints.state_reason IS NULL AND purpose <> 'lifecycle'`,
  ],
};
