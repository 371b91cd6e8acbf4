import type { Migration } from '@platform/database';

/** Key pairs with which deliveries to the endpoints of apps are signed. */
export const webhookSigningKeys: Migration = {
  name: 'WebhookSigningKeys1795000000050',
  statements: [
    `CREATE TABLE webhook_signing_keys (
      kid text NOT NULL,
      private_jwk text NOT NULL,
      created_at timestamptz NOT NULL,
      activates_at timestamptz NOT NULL,
      retired_at timestamptz,
      CONSTRAINT webhook_signing_keys_pkey PRIMARY KEY (kid)
    )`,
    `CREATE UNIQUE INDEX webhook_signing_keys_current_unique ON webhook_signing_keys ((retired_at IS NULL))
      WHERE retired_at IS NULL`,
  ],
};
