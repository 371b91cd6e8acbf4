import { WorkspaceTable } from '@platform/database';
import { PrimaryColumn } from 'typeorm';

/** A segment that stands in the filter of another one, to be found from the first. */
@WorkspaceTable('segment_uses')
export class SegmentUse {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') used_id: string;
  @PrimaryColumn('uuid') segment_id: string;
}
