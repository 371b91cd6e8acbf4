import type { Migration } from '@platform/database';

/** What endpoints are sent and whose rights bound it, and events whose contents were erased. */
export const whatEndpointsSend: Migration = {
  name: 'WhatEndpointsSend1795000000049',
  statements: [
    `ALTER TABLE webhook_endpoints
      ADD COLUMN payload text NOT NULL DEFAULT 'full',
      ADD COLUMN fields text[],
      ADD COLUMN api_version text NOT NULL DEFAULT 'v1',
      ADD COLUMN owner jsonb,
      ADD CONSTRAINT webhook_endpoints_payload_known CHECK (payload IN ('full', 'thin'))`,
    'ALTER TABLE deliveries ADD COLUMN rendering text',
    'ALTER TABLE delivery_log ADD COLUMN rendering text, ADD COLUMN reason text',
    'ALTER TABLE events ADD COLUMN erased_at timestamptz',
    'CREATE INDEX events_erased ON events (workspace_id, id) WHERE erased_at IS NOT NULL',
  ],
};
