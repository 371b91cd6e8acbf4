import type { Migration } from '@platform/database';

/** Codes beside the password, and the accounts of other services that open ours. */
export const secondFactorsAndIdentities: Migration = {
  name: 'SecondFactorsAndIdentities1795000000034',
  statements: [
    `CREATE TABLE second_factors (
      user_id uuid NOT NULL,
      sealed text NOT NULL,
      confirmed_at timestamptz,
      last_step integer,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (user_id),
      CONSTRAINT second_factors_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
    )`,
    `CREATE TABLE recovery_codes (
      user_id uuid NOT NULL,
      code_hash bytea NOT NULL,
      PRIMARY KEY (user_id, code_hash),
      CONSTRAINT recovery_codes_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
    )`,
    `CREATE TABLE user_identities (
      issuer text NOT NULL,
      subject text NOT NULL,
      user_id uuid NOT NULL,
      provider text NOT NULL,
      label text NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (issuer, subject),
      CONSTRAINT user_identities_provider_unique UNIQUE (user_id, provider),
      CONSTRAINT user_identities_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
    )`,
  ],
};
