import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { DiscountDto } from './line-item.dto';

@WorkspaceTable('line_items')
export class LineItem extends RecordRow {
  @Column('uuid') deal_id: string;
  @Column('uuid', { nullable: true }) product_id: string | null;
  @Column('text') name: string;
  @Column('numeric') quantity: string;
  @Column('text', { nullable: true }) unit: string | null;
  @Column('numeric') unit_price: string;
  @Column('jsonb', { nullable: true }) discount: DiscountDto | null;
  @Column('numeric') tax_rate: string;
  @Column('boolean') tax_included: boolean;
  @Column('integer') position: number;
  /** Of the whole deal: all its lines have the same. */
  @Column('text') currency: string;
  @Column('numeric') net: string;
  @Column('numeric') tax: string;
  @Column('numeric') total: string;
}
