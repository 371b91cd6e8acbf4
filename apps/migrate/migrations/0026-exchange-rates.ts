import type { Migration } from '@platform/database';

const VALUED = ['deals', 'leads'] as const;

/** What currencies are worth, and what amounts are in the base currency. */
export const exchangeRates: Migration = {
  name: 'ExchangeRates1795000000026',
  statements: [
    `CREATE TABLE exchange_rates (
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
      currency text NOT NULL,
      base_currency text NOT NULL,
      day date NOT NULL,
      rate numeric NOT NULL,
      CONSTRAINT exchange_rates_pkey PRIMARY KEY (workspace_id, id),
      CONSTRAINT exchange_rates_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id))`,
    `CREATE UNIQUE INDEX exchange_rates_day_unique ON exchange_rates (workspace_id, base_currency, currency, day)
      WHERE deleted_at IS NULL`,
    ...['day', 'created_at', 'updated_at'].map(
      (column) =>
        `CREATE INDEX exchange_rates_by_${column} ON exchange_rates (workspace_id, ${column}, id) WHERE deleted_at IS NULL`,
    ),
    `CREATE INDEX exchange_rates_deleted ON exchange_rates (workspace_id, created_at, id)
      WHERE deleted_at IS NOT NULL`,
    ...VALUED.flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN amount_base numeric, ADD COLUMN amount_base_currency text`,
      `/* migration */ UPDATE ${table} AS t SET amount_base = t.amount, amount_base_currency = t.amount_currency
        FROM workspaces AS w WHERE w.id = t.workspace_id AND t.amount_currency = w.currency`,
      // Most leads have no amount: they cost this index nothing.
      `CREATE INDEX ${table}_by_amount_base ON ${table} (workspace_id, amount_base, id)
        WHERE deleted_at IS NULL AND amount_base IS NOT NULL`,
    ]),
  ],
};
