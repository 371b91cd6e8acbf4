import { type DefaultRule, defaultRules, MATCHED_OBJECTS } from '@crm/matching';
import type { Migration } from '@platform/database';

const literal = (value: unknown): string =>
  `'${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll("'", "''")}'`;

const row = ({ object, name, threshold, conditions }: DefaultRule, at: number): string =>
  `(${literal(object)}, ${literal(name)}, ${(at + 1) * 10}, ${threshold}, ${literal(conditions)}::jsonb)`;

const DEFAULTS = MATCHED_OBJECTS.flatMap((object) => defaultRules(object).map(row)).join(',\n');

const SYSTEM = `'{"type":"system","id":null}'::jsonb`;

/** When two records are taken for one; every workspace begins with the same rules. */
export const duplicateRules: Migration = {
  name: 'DuplicateRules1795000000054',
  statements: [
    `CREATE TABLE duplicate_rules (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      version integer NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      deleted_at timestamptz,
      created_by jsonb NOT NULL,
      updated_by jsonb NOT NULL,
      folded jsonb,
      search_text text,
      object text NOT NULL,
      name text NOT NULL,
      position integer NOT NULL,
      active boolean NOT NULL,
      threshold double precision NOT NULL,
      conditions jsonb NOT NULL,
      CONSTRAINT duplicate_rules_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT duplicate_rules_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    ...['created_at', 'updated_at'].map(
      (column) =>
        `CREATE INDEX duplicate_rules_by_${column} ON duplicate_rules (workspace_id, ${column}, id) WHERE deleted_at IS NULL`,
    ),
    'CREATE INDEX duplicate_rules_not_folded ON duplicate_rules (workspace_id, id) WHERE search_text IS NULL',
    'CREATE INDEX duplicate_rules_deleted ON duplicate_rules (workspace_id, created_at, id) WHERE deleted_at IS NOT NULL',
    `CREATE INDEX duplicate_rules_in_use ON duplicate_rules (workspace_id, object, position, id)
      WHERE deleted_at IS NULL AND active`,
    `/* migration */ INSERT INTO duplicate_rules
        (workspace_id, id, version, created_at, updated_at, created_by, updated_by, folded, search_text,
         object, name, position, active, threshold, conditions)
      SELECT w.id, gen_random_uuid(), 1, w.created_at, w.created_at, ${SYSTEM}, ${SYSTEM},
        jsonb_build_object('name', lower(rule.name)), lower(rule.name),
        rule.object, rule.name, rule.position, true, rule.threshold, rule.conditions
      FROM workspaces AS w CROSS JOIN (VALUES
        ${DEFAULTS}
      ) AS rule (object, name, position, threshold, conditions)`,
  ],
};
