import { defineFieldKind } from '@crm/records';

/** Any JSON, a text too: a column of jsonb takes it in an object. */
defineFieldKind('field_default', {
  columns: () => ['default_value'],
  store: (value, _, row) => {
    row.default_value = value === null ? null : { value };
  },
  present: (row) => (row.default_value as { readonly value: unknown } | null)?.value ?? null,
});

/** Every option with a colour or none, and not archived unless told. */
defineFieldKind(
  'field_options',
  {
    store: (value, { name }, row) => {
      const options = (value ?? []) as readonly Readonly<Record<string, unknown>>[];
      row[name] = options.map(({ id, label, color = null, archived }) => ({
        id,
        label,
        color,
        archived: archived ?? false,
      }));
    },
  },
  'list',
);
