import { type Columns, defineFieldKind, type Exclusive } from '@crm/records';
import { unprocessable } from '@platform/http';

import { ProductSku } from './product-sku.entity';

const sku: Exclusive = {
  key: 'sku',
  columns: ['sku'],
  example: 'DESK-160',
  parse: (text) => (/^[^\0]{1,100}$/su.test(text) && text.isWellFormed() ? { sku: text } : null),
  print: (value) => String(value.sku),
  within: (given, value) => {
    if (given === undefined || given === value.sku) return value.sku;
    const detail =
      'The product is named by another sku: leave this one out, or change it by the product’s id';
    throw unprocessable([{ pointer: '/sku', code: 'not_the_key', detail }]);
  },
};

defineFieldKind('sku', {
  isText: true,
  lookup: {
    row: ProductSku,
    owner: 'record_id',
    exclusive: sku,
    rows: (row, field, object) =>
      typeof row[field] === 'string' ? [{ object, sku: row[field], record_id: row.id }] : [],
  },
});

/** One price per currency; filters ask for products that have a price in one. */
defineFieldKind(
  'prices',
  {
    sameness: ({ currency }: Columns) => String(currency),
    filter: ({ name }) => ({
      field: {
        list: true,
        at: [name],
        of: ['currency'],
        example: '"EUR"',
        isEmpty: (row) => `${row}."${name}" = '[]'::jsonb`,
        has: (row, currency, bind) => `${row}."${name}" @> ${bind(JSON.stringify([{ currency }]))}::jsonb`,
      },
    }),
  },
  'list',
);
