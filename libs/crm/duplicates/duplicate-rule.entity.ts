import type { Condition, MatchedObject } from '@crm/matching';
import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { OnIntake, OnSave } from './duplicate-rule.dto';

/** When two records of a kind are taken for one. */
@WorkspaceTable('duplicate_rules')
export class DuplicateRule extends RecordRow {
  @Column('text') object: MatchedObject;
  @Column('text') name: string;
  @Column('integer') position: number;
  @Column('boolean') active: boolean;
  @Column('double precision') threshold: number;
  @Column('jsonb') conditions: Condition[];
  @Column('text') on_save: OnSave;
  @Column('text') on_intake: OnIntake;
}
