import { PercentField, QuantityField } from '@crm/money';
import { recordAnswer } from '@crm/records';
import {
  BooleanField,
  ChoiceField,
  CurrencyField,
  changesOf,
  DecimalField,
  IdField,
  IntegerField,
  ListField,
  ObjectField,
  TextField,
} from '@platform/http';

/** What is taken off the price of a line. */
export class DiscountDto {
  @ChoiceField(['percent', 'amount'], { description: 'So many percent, or a sum off the whole line.' })
  type: 'percent' | 'amount';
  @DecimalField({
    pattern: /^(0|[1-9]\d{0,14})(\.\d{1,4})?$/,
    says: 'a decimal number of at least zero in a string, such as "12.5"',
    example: '10',
  })
  value: string;
}

const UNLESS_TOLD = 'The product’s unless told.';
const TotalField = (description: string) => DecimalField({ description });

export class CreateLineItemDto {
  @IdField('product', {
    optional: true,
    example: null,
    description: 'What is sold, when it is in the catalogue.',
  })
  product_id?: string | null;
  @TextField({
    optional: true,
    filled: true,
    example: 'Oak desk 160 × 80',
    description: `Needed without a product. ${UNLESS_TOLD}`,
  })
  name?: string | null;
  @QuantityField({ optional: true, filled: true, description: '1 unless told.' }) quantity?: string | null;
  @TextField({ optional: true, max: 20, example: 'piece', description: UNLESS_TOLD }) unit?: string | null;
  @DecimalField({
    optional: true,
    filled: true,
    example: '499.90',
    description: `In the deal’s currency; needed without a product. ${UNLESS_TOLD}`,
  })
  unit_price?: string | null;
  @ObjectField(DiscountDto, { optional: true }) discount?: DiscountDto | null;
  @PercentField({ optional: true, filled: true, description: `Percent. ${UNLESS_TOLD}` }) tax_rate?:
    | string
    | null;
  @BooleanField({
    optional: true,
    filled: true,
    example: false,
    description: `Whether price and discount contain the tax. ${UNLESS_TOLD}`,
  })
  tax_included?: boolean | null;
  @IntegerField({
    min: 0,
    max: 1_000_000,
    optional: true,
    filled: true,
    example: 10,
    description: 'The order of the lines; the end unless told.',
  })
  position?: number | null;
}

export class UpdateLineItemDto extends changesOf(CreateLineItemDto) {}

export class LineItemDto extends recordAnswer('line_item', CreateLineItemDto) {
  @IdField('deal') deal_id: string;
  @CurrencyField() currency: string;
  @TotalField('What the line costs without tax.') net: string;
  @TotalField('The tax on it.') tax: string;
  @TotalField('What the line costs with tax: `net` and `tax` together.') total: string;
}

/** How many lines a deal has at most. */
export const MAX_LINES = 500;

/** A line of a whole list: one that is there already when it has an id. */
export class LineItemEntryDto extends CreateLineItemDto {
  @IdField('line_item', {
    optional: true,
    example: null,
    description: 'A line that the deal has: it is kept and becomes what the rest says. A new line without.',
  })
  id?: string | null;
}

/** All lines of a deal. */
export class ReplaceLineItemsDto {
  @CurrencyField({
    optional: true,
    nullable: false,
    description: 'The currency of all lines; that of the lines before, or else of the deal, unless told.',
  })
  currency?: string;
  @ListField(LineItemEntryDto, {
    max: MAX_LINES,
    description: 'In their order. Lines that are not here are deleted.',
  })
  line_items: LineItemEntryDto[];
}
