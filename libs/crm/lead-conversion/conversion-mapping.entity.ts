import { WorkspaceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

import type { FieldPair } from './field-pairs';

/** What a workspace says of its own about the fields of leads and of what they become. */
@WorkspaceTable('lead_conversion_mappings')
export class LeadConversionMapping {
  @PrimaryColumn('uuid') workspace_id: string;
  @Column('integer') version: number;
  @Column('jsonb') pairs: FieldPair[];
  @Column('timestamptz') updated_at: Date;
  @Column('jsonb') updated_by: Actor;
}
