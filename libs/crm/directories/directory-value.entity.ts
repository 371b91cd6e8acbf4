import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { DirectoryName } from './directory-names';

@WorkspaceTable('directory_values')
export class DirectoryValue extends RecordRow {
  @Column('text') directory: DirectoryName;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text', { nullable: true }) color: string | null;
  @Column('integer') position: number;
  @Column('boolean') system: boolean;
}
