import type { Migration } from '@platform/database';

/** What every record table starts with, and what its rows are found by. */
const RECORD = `
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  created_by jsonb NOT NULL,
  updated_by jsonb NOT NULL,
  folded jsonb,
  search_text text`;

const listIndex = (column: string, key = column): string =>
  `CREATE INDEX products_by_${column} ON products (workspace_id, ${key}, id) WHERE deleted_at IS NULL`;

const textIndex = (field: string): string =>
  listIndex(field, `(left(folded ->> '${field}', 100)) COLLATE "C"`);

/** What is sold, and the article numbers by which it is found. */
export const products: Migration = {
  name: 'Products1795000000017',
  statements: [
    `CREATE TABLE products (${RECORD},
      name text NOT NULL,
      sku text,
      category text,
      description text,
      unit text,
      prices jsonb NOT NULL,
      tax_rate numeric,
      tax_included boolean NOT NULL,
      active boolean NOT NULL,
      external_ids jsonb NOT NULL,
      CONSTRAINT products_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT products_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    listIndex('created_at'),
    listIndex('updated_at'),
    textIndex('name'),
    textIndex('sku'),
    'CREATE INDEX products_deleted ON products (workspace_id, created_at, id) WHERE deleted_at IS NOT NULL',
    'CREATE INDEX products_search ON products USING gin (workspace_id, search_text gin_trgm_ops)',
    `CREATE TABLE product_skus (
      workspace_id uuid NOT NULL,
      object text NOT NULL,
      sku text NOT NULL,
      record_id uuid NOT NULL,
      CONSTRAINT product_skus_pkey PRIMARY KEY (workspace_id, object, sku))`,
  ],
};
