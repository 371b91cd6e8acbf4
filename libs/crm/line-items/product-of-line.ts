import type { Product } from '@crm/products';
import type { Edit } from '@crm/records';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { LineItem } from './line-item.entity';

/** What a line takes from its product. */
const COPIED = ['name', 'unit', 'unit_price', 'tax_rate', 'tax_included'] as const;

type Offer = Pick<Product, 'id' | 'name' | 'unit' | 'prices' | 'tax_rate' | 'tax_included'>;

/** The products from which the lines take something, by id: one query, or none when they say everything themselves. */
export async function productsOf(
  edits: readonly Edit<LineItem>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<ReadonlyMap<string, Offer>> {
  const asking = edits.filter((edit) => edit.changes('product_id') || takes(edit));
  const ids = [...new Set(asking.flatMap(({ row }) => row.product_id ?? []))];
  if (ids.length === 0) return new Map();
  const products = await tx.sql<Offer>('line_items.products', PRODUCTS, [ctx.workspaceId, ids]);
  return new Map(products.map((product) => [product.id, product]));
}

const takes = ({ row }: Edit<LineItem>): boolean => COPIED.some((field) => (row[field] as unknown) === null);

/** Puts the product's words, price and tax where the line has none of its own; reports what is in neither. */
export function fillFromProduct(edit: Edit<LineItem>, products: ReadonlyMap<string, Offer>): void {
  const { row } = edit;
  const product = products.get(row.product_id ?? '');
  if (product) {
    if (edit.before && edit.changes('product_id')) forget(edit);
    fill(edit, product);
  }
  // A product that is not there is told by the check of references.
  else if (row.product_id !== null && edit.changes('product_id')) return;
  reportLacking(edit, product);
}

/** What was taken from another product goes, unless the caller says the same again. */
function forget({ row, given }: Edit<LineItem>): void {
  for (const field of COPIED) if (!given.has(field)) Object.assign(row, { [field]: null });
}

function reportLacking(edit: Edit<LineItem>, product: Offer | undefined): void {
  const isNull = (field: keyof LineItem): boolean => (edit.row[field] as unknown) === null;
  if (isNull('name')) edit.fault('/name', 'required', 'Give a name, or a product that has one');
  if (!isNull('unit_price')) return;
  if (product) {
    const detail = `The product has no price in ${edit.row.currency}: give a unit_price`;
    edit.fault('/unit_price', 'no_price_in_currency', detail);
  } else edit.fault('/unit_price', 'required', 'Give a unit_price, or a product that has one');
}

function fill(edit: Edit<LineItem>, { name, unit, prices, tax_rate, tax_included }: Offer): void {
  const price = prices.find(({ currency }) => currency === edit.row.currency);
  edit.fill('name', name);
  edit.fill('unit', unit);
  if (price) edit.fill('unit_price', price.amount);
  if (tax_rate !== null) edit.fill('tax_rate', tax_rate);
  edit.fill('tax_included', tax_included);
}

const PRODUCTS = `
  SELECT id, name, unit, prices, tax_rate, tax_included FROM products WHERE workspace_id = $1 AND id = ANY($2)`;
