import type { Migration } from '@platform/database';

const ofDeal = (column: string): string =>
  `CREATE INDEX line_items_by_${column} ON line_items (workspace_id, deal_id, ${column}, id) WHERE deleted_at IS NULL`;

/** What a deal consists of. */
export const lineItems: Migration = {
  name: 'LineItems1795000000018',
  statements: [
    `CREATE TABLE line_items (
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
      deal_id uuid NOT NULL,
      product_id uuid,
      name text NOT NULL,
      quantity numeric NOT NULL,
      unit text,
      unit_price numeric NOT NULL,
      discount jsonb,
      tax_rate numeric NOT NULL,
      tax_included boolean NOT NULL,
      position integer NOT NULL,
      currency text NOT NULL,
      net numeric NOT NULL,
      tax numeric NOT NULL,
      total numeric NOT NULL,
      CONSTRAINT line_items_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT line_items_deal_id_fk FOREIGN KEY (workspace_id, deal_id) REFERENCES deals (workspace_id, id),
      CONSTRAINT line_items_product_id_fk FOREIGN KEY (workspace_id, product_id)
        REFERENCES products (workspace_id, id))`,
    ofDeal('position'),
    ofDeal('created_at'),
    ofDeal('updated_at'),
    `CREATE INDEX line_items_deleted ON line_items (workspace_id, deal_id, created_at, id)
      WHERE deleted_at IS NOT NULL`,
    // What is sold of a product.
    `CREATE INDEX line_items_of_product_id ON line_items (workspace_id, product_id, created_at, id)
      WHERE product_id IS NOT NULL`,
    // The default is for processes of the release before, which know no such column.
    "ALTER TABLE deals ADD COLUMN amount_mode text NOT NULL DEFAULT 'manual'",
  ],
};
