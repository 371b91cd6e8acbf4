import './field-kinds';

import { defineRecordType, type Edit } from '@crm/records';

import { CreateProductDto, ProductDto, UpdateProductDto } from './product.dto';
import { Product } from './product.entity';

export const productType = defineRecordType<Product>({
  name: 'product',
  plural: 'products',
  words: { one: 'a product', many: 'products' },
  row: Product,
  create: CreateProductDto,
  update: UpdateProductDto,
  view: ProductDto,
  governed: 'itself',
  sorts: {
    name: { column: 'name', text: true },
    sku: { column: 'sku', nullable: true, text: true },
  },
  rules: productRules,
});

function productRules(edits: readonly Edit<Product>[]): void {
  for (const edit of edits) {
    edit.fill('tax_included', false);
    edit.fill('active', true);
    oncePerCurrency(edit);
  }
}

function oncePerCurrency(edit: Edit<Product>): void {
  const currencies = edit.row.prices.map(({ currency }) => currency);
  currencies.forEach((currency, at) => {
    if (currencies.indexOf(currency) === at) return;
    edit.fault(`/prices/${at}/currency`, 'duplicate', 'Give one price per currency');
  });
}
