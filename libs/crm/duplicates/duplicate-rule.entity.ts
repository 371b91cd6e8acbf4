import type { Condition, MatchedObject } from '@crm/matching';
import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

/** When two records of a kind are taken for one. */
@WorkspaceTable('duplicate_rules')
export class DuplicateRule extends RecordRow {
  @Column('text') object: MatchedObject;
  @Column('text') name: string;
  @Column('integer') position: number;
  @Column('boolean') active: boolean;
  @Column('double precision') threshold: number;
  @Column('jsonb') conditions: Condition[];
}
