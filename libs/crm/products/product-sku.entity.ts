import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** An article number, and the one product that has it. */
@WorkspaceTable('product_skus')
export class ProductSku {
  @PrimaryColumn('uuid') workspace_id: string;
  /** The kind of record. */
  @PrimaryColumn('text') object: string;
  @PrimaryColumn('text') sku: string;
  @Column('uuid') record_id: string;
}
