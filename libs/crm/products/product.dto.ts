import { ExternalIdDto, MoneyDto } from '@crm/contact-details';
import { PercentField } from '@crm/money';
import { recordAnswer } from '@crm/records';
import { BooleanField, changesOf, ListField, TextField } from '@platform/http';

export class CreateProductDto {
  @ListField(ExternalIdDto, {
    kind: 'external_ids',
    max: 20,
    optional: true,
    description: 'Ids in other systems, each of one product alone.',
  })
  external_ids?: ExternalIdDto[] | null;
  @TextField({ example: 'Oak desk 160 × 80' }) name: string;
  @TextField({
    kind: 'sku',
    max: 100,
    optional: true,
    example: 'DESK-160',
    description:
      'Your article number, unique among products: a second one with the same is refused with 409.',
  })
  sku?: string | null;
  @TextField({ optional: true, max: 100, example: 'Furniture' }) category?: string | null;
  @TextField({ optional: true, max: 20_000, example: null }) description?: string | null;
  @TextField({ optional: true, max: 20, example: 'piece', description: 'What is counted: piece, hour, kg …' })
  unit?: string | null;
  @ListField(MoneyDto, {
    kind: 'prices',
    max: 50,
    optional: true,
    description: 'What one unit costs, at most one price per currency.',
  })
  prices?: MoneyDto[] | null;
  @PercentField({ optional: true, description: 'Percent.' }) tax_rate?: string | null;
  @BooleanField({
    optional: true,
    filled: true,
    example: false,
    description: 'Whether the prices contain the tax; not unless told.',
  })
  tax_included?: boolean | null;
  @BooleanField({
    optional: true,
    filled: true,
    example: true,
    description: 'Whether it is sold; it is unless told.',
  })
  active?: boolean | null;
}

export class UpdateProductDto extends changesOf(CreateProductDto) {}

export class ProductDto extends recordAnswer('product', CreateProductDto) {}
