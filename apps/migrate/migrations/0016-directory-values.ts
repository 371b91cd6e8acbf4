import { DEFAULT_VALUES, DIRECTORY_NAMES } from '@crm/directories';
import type { Migration } from '@platform/database';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** What the workspaces that are there already start with: directory, key, position, and the name in each language. */
const VALUES = DIRECTORY_NAMES.flatMap((directory) =>
  DEFAULT_VALUES[directory].map(
    ([key, names], at) =>
      `(${text(directory)}, ${text(key)}, ${(at + 1) * 10}, ${names.map(text).join(', ')})`,
  ),
);

/** A UUIDv7 (RFC 9562, section 5.7); PostgreSQL makes none before version 18. */
const UUID = `(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' ||
  substr(replace(gen_random_uuid()::text, '-', ''), 14, 19))::uuid`;

const SYSTEM = `'{"type": "system", "id": null}'::jsonb`;

/** The values of drop-down lists, which every workspace may change from here on. */
export const directoryValues: Migration = {
  name: 'DirectoryValues1795000000016',
  statements: [
    `CREATE TABLE directory_values (
      workspace_id uuid NOT NULL,
      id uuid NOT NULL,
      version integer NOT NULL,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      deleted_at timestamptz,
      created_by jsonb NOT NULL,
      updated_by jsonb NOT NULL,
      directory text NOT NULL,
      key text NOT NULL,
      name text NOT NULL,
      color text,
      position integer NOT NULL,
      system boolean NOT NULL,
      folded jsonb,
      search_text text,
      CONSTRAINT directory_values_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT directory_values_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    `CREATE UNIQUE INDEX directory_values_key_unique ON directory_values (workspace_id, directory, key)
      WHERE deleted_at IS NULL`,
    ...['created_at', 'updated_at', 'position'].map(
      (column) =>
        `CREATE INDEX directory_values_by_${column} ON directory_values (workspace_id, directory, ${column}, id)
          WHERE deleted_at IS NULL`,
    ),
    'CREATE INDEX directory_values_not_folded ON directory_values (workspace_id, id) WHERE search_text IS NULL',
    `CREATE INDEX directory_values_deleted ON directory_values (workspace_id, created_at, id)
      WHERE deleted_at IS NOT NULL`,
    `/* migration */ INSERT INTO directory_values (workspace_id, id, version, created_at, updated_at, created_by,
        updated_by, directory, key, position, system, name)
      SELECT w.id, ${UUID}, 1, w.created_at, w.created_at, ${SYSTEM}, ${SYSTEM}, v.directory, v.key, v.position, true,
        CASE w.locale WHEN 'fr' THEN v.fr WHEN 'de' THEN v.de WHEN 'es' THEN v.es WHEN 'ru' THEN v.ru
          WHEN 'vi' THEN v.vi ELSE v.en END
      FROM workspaces w CROSS JOIN (VALUES ${VALUES.join(', ')})
        AS v (directory, key, position, en, fr, de, es, ru, vi)`,
  ],
};
