import { DecimalField, type FieldOptions, TextField } from '@platform/http';

/** Percent from 0 to 100 in a string, with 4 decimals at most. */
export const PercentField = (options: FieldOptions = {}) =>
  TextField({
    kind: 'decimal',
    max: 8,
    pattern: /^(100(\.0{1,4})?|(0|[1-9]\d?)(\.\d{1,4})?)$/,
    example: '20',
    ...options,
  });

/** A number of things in a string: more than none, at most 11 digits before and 4 after the point. */
export const QuantityField = (options: FieldOptions = {}) =>
  DecimalField({
    pattern: /^(?!0(\.0+)?$)(0|[1-9]\d{0,10})(\.\d{1,4})?$/,
    says: 'a decimal number above zero in a string, such as "1.5"',
    example: '3',
    ...options,
  });
