import type { Migration } from '@platform/database';

const MADE = ['contact_id', 'company_id', 'deal_id'];

/** Who merged which records into which, and what that changed and moved, so that it can be undone. */
export const merges: Migration = {
  name: 'Merges1795000000056',
  statements: [
    `CREATE TABLE merges (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      object text NOT NULL,
      survivor_id uuid NOT NULL,
      merged_ids uuid[] NOT NULL,
      merged_at timestamptz NOT NULL,
      merged_by jsonb NOT NULL,
      undone_at timestamptz,
      undone_by jsonb,
      changes jsonb NOT NULL,
      moved jsonb NOT NULL,
      journal jsonb,
      CONSTRAINT merges_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT merges_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    'CREATE INDEX merges_by_time ON merges (workspace_id, merged_at, id)',
    'CREATE INDEX merges_of_object ON merges (workspace_id, object, merged_at, id)',
    'CREATE INDEX merges_of_survivor ON merges (workspace_id, survivor_id, merged_at, id)',
    `CREATE TABLE merged_records (
      workspace_id uuid NOT NULL,
      merged_id uuid NOT NULL,
      merge_id uuid NOT NULL,
      CONSTRAINT merged_records_pkey PRIMARY KEY (workspace_id, merged_id, merge_id),
      CONSTRAINT merged_records_merge_fk FOREIGN KEY (workspace_id, merge_id)
        REFERENCES merges (workspace_id, id) ON DELETE CASCADE)`,
    'CREATE INDEX merged_records_of_merge ON merged_records (workspace_id, merge_id)',
    `CREATE TABLE moved_links (
      workspace_id uuid NOT NULL,
      merge_id uuid NOT NULL,
      link text NOT NULL,
      row_id uuid NOT NULL,
      was jsonb NOT NULL,
      CONSTRAINT moved_links_pkey PRIMARY KEY (workspace_id, merge_id, link, row_id),
      CONSTRAINT moved_links_merge_fk FOREIGN KEY (workspace_id, merge_id)
        REFERENCES merges (workspace_id, id) ON DELETE CASCADE)`,
    'CREATE INDEX moved_links_of_row ON moved_links (workspace_id, row_id)',
    `CREATE TABLE merge_turns (
      workspace_id uuid NOT NULL,
      taken_at timestamptz NOT NULL,
      CONSTRAINT merge_turns_pkey PRIMARY KEY (workspace_id),
      CONSTRAINT merge_turns_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    // What a merge moves is found by what it names.
    ...MADE.map(
      (made) =>
        `CREATE INDEX leads_converted_to_${made} ON leads (workspace_id, (converted_to ->> '${made}'))
          WHERE converted_to IS NOT NULL`,
    ),
    'CREATE INDEX incoming_captures_of_record ON incoming_captures (workspace_id, record_id) WHERE record_id IS NOT NULL',
  ],
};
