import { type FieldOptions, TextField } from '@platform/http';

/** Percent from 0 to 100 in a string, with 4 decimals at most. */
export const PercentField = (options: FieldOptions = {}) =>
  TextField({
    kind: 'decimal',
    max: 8,
    pattern: /^(100(\.0{1,4})?|(0|[1-9]\d?)(\.\d{1,4})?)$/,
    example: '20',
    ...options,
  });
