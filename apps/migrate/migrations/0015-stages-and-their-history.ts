import type { Migration } from '@platform/database';

/** The stages that every pipeline was made with: object, kind and position say which one it is. */
const DEFAULTS = `
  ('deal', 'initial', 10, 'new'), ('deal', 'regular', 20, 'documents'), ('deal', 'regular', 30, 'invoice'),
  ('deal', 'regular', 40, 'work'), ('deal', 'success', 50, 'won'), ('deal', 'failure', 60, 'lost'),
  ('lead', 'initial', 10, 'new'), ('lead', 'regular', 20, 'work'), ('lead', 'regular', 30, 'processed'),
  ('lead', 'success', 40, 'converted'), ('lead', 'failure', 50, 'unsuitable')`;

/** What stages ask of records, what they were by default, and in which of them records stood. */
export const stagesAndTheirHistory: Migration = {
  name: 'StagesAndTheirHistory1795000000015',
  statements: [
    `ALTER TABLE stages
      ADD COLUMN stale_after_days integer,
      ADD COLUMN required_fields jsonb NOT NULL DEFAULT '[]',
      ADD COLUMN default_key text`,
    `/* migration */ UPDATE stages AS s SET default_key = d.key
      FROM pipelines AS p, (VALUES ${DEFAULTS}) AS d (object, kind, position, key)
      WHERE p.workspace_id = s.workspace_id AND p.id = s.pipeline_id AND s.created_at = p.created_at
        AND d.object = p.object AND d.kind = s.kind AND d.position = s.position`,
    `CREATE TABLE stage_history (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      object text NOT NULL,
      record_id uuid NOT NULL,
      type text NOT NULL,
      pipeline_id uuid NOT NULL,
      stage_id uuid NOT NULL,
      from_stage_id uuid,
      to_stage_id uuid,
      entered_at timestamptz NOT NULL,
      entered_by jsonb,
      left_at timestamptz NOT NULL,
      left_by jsonb NOT NULL,
      amount numeric,
      amount_currency text,
      probability integer,
      CONSTRAINT stage_history_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT stage_history_stage_id_fk FOREIGN KEY (workspace_id, pipeline_id, stage_id)
        REFERENCES stages (workspace_id, pipeline_id, id))`,
    'CREATE INDEX stage_history_of_record ON stage_history (workspace_id, record_id, left_at, id)',
    'CREATE INDEX stage_history_by_end ON stage_history (workspace_id, object, left_at, id)',
    'CREATE INDEX stage_history_of_stage ON stage_history (workspace_id, stage_id, left_at, id)',
  ],
};
