import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { SegmentedObject } from './segment.dto';

/** A filter that is kept under a name. */
@WorkspaceTable('segments')
export class Segment extends RecordRow {
  @Column('text') name: string;
  @Column('text') object: SegmentedObject;
  @Column('text', { nullable: true }) description: string | null;
  /** JSON as it was written: jsonb would put its members into another order. */
  @Column('text') filter: string;
}
