import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { StagedObject } from './pipeline.dto';

@WorkspaceTable('pipelines')
export class Pipeline extends RecordRow {
  @Column('text') object: StagedObject;
  @Column('text') name: string;
  @Column('boolean') is_default: boolean;
  @Column('integer') position: number;
}
