import { WorkspaceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

import type { Form } from './form.entity';

/** What a form asks, and what becomes of the answers. */
export type FormDefinition = Pick<
  Form,
  'name' | 'object' | 'fields' | 'pipeline_id' | 'stage_id' | 'owner_id' | 'source' | 'consent'
>;

/** A form as it was at some time; never changed. Each submission belongs to one. */
@WorkspaceTable('form_versions')
export class FormVersion {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') form_id: string;
  @PrimaryColumn('integer') number: number;
  @Column('jsonb') definition: FormDefinition;
  @Column('timestamptz') created_at: Date;
  @Column('jsonb') created_by: Actor;
}
