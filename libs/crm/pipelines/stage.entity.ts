import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { StageGroup, StageKind } from './stage.dto';

@WorkspaceTable('stages')
export class Stage extends RecordRow {
  @Column('uuid') pipeline_id: string;
  @Column('text') name: string;
  @Column('text') kind: StageKind;
  @Column('text') group: StageGroup;
  @Column('text') color: string;
  @Column('integer') position: number;
  @Column('integer') probability: number;
  @Column('integer', { nullable: true }) stale_after_days: number | null;
  @Column('jsonb') required_fields: string[];
  @Column('text', { nullable: true }) default_key: string | null;
}
