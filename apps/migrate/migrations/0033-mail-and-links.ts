import type { Migration } from '@platform/database';

/** Mails that wait to be sent, and the links in them that work once. */
export const mailAndLinks: Migration = {
  name: 'MailAndLinks1795000000033',
  statements: [
    `CREATE TABLE mail_queue (
      id uuid NOT NULL,
      sealed text NOT NULL,
      due_at timestamptz NOT NULL,
      attempts integer NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (id)
    )`,
    'CREATE INDEX mail_queue_by_due ON mail_queue (due_at)',
    `CREATE TABLE one_time_links (
      token_hash bytea NOT NULL,
      purpose text NOT NULL,
      user_id uuid,
      workspace_id uuid,
      member_id uuid,
      email text NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      PRIMARY KEY (token_hash),
      CONSTRAINT one_time_links_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
    )`,
    'CREATE INDEX one_time_links_of_user ON one_time_links (user_id, purpose) WHERE user_id IS NOT NULL',
    'CREATE INDEX one_time_links_of_member ON one_time_links (member_id) WHERE member_id IS NOT NULL',
    'CREATE INDEX one_time_links_by_expiry ON one_time_links (expires_at)',
  ],
};
