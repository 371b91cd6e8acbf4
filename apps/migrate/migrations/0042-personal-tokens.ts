import type { Migration } from '@platform/database';

/** Personal tokens of members are found by the member. */
export const personalTokens: Migration = {
  name: 'PersonalTokens1795000000042',
  statements: [
    `CREATE INDEX access_keys_of_member ON access_keys (workspace_id, member_id, id) WHERE member_id IS NOT NULL`,
  ],
};
