import type { ExternalIdDto, MoneyDto } from '@crm/contact-details';
import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

@WorkspaceTable('products')
export class Product extends RecordRow {
  @Column('text') name: string;
  @Column('text', { nullable: true }) sku: string | null;
  @Column('text', { nullable: true }) category: string | null;
  @Column('text', { nullable: true }) description: string | null;
  @Column('text', { nullable: true }) unit: string | null;
  @Column('jsonb') prices: MoneyDto[];
  @Column('numeric', { nullable: true }) tax_rate: string | null;
  @Column('boolean') tax_included: boolean;
  @Column('boolean') active: boolean;
  @Column('jsonb') external_ids: ExternalIdDto[];
}
