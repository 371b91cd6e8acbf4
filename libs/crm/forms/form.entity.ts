import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { FormConsentDto, FormQuestionDto } from './form.dto';

/** A web form as it is now. */
@WorkspaceTable('forms')
export class Form extends RecordRow {
  @Column('text') name: string;
  @Column('text') object: 'lead';
  @Column('jsonb') fields: FormQuestionDto[];
  @Column('uuid', { nullable: true }) pipeline_id: string | null;
  @Column('uuid', { nullable: true }) stage_id: string | null;
  @Column('uuid', { nullable: true }) owner_id: string | null;
  @Column('text') source: string;
  @Column('jsonb', { nullable: true }) consent: FormConsentDto | null;
  @Column('text', { nullable: true }) success_message: string | null;
  @Column('text', { nullable: true }) redirect_url: string | null;
  @Column('jsonb') allowed_origins: string[];
  @Column('boolean') is_active: boolean;
  @Column('integer') limit_per_hour: number;
  @Column('integer') limit_per_address: number;
  /** The number of its newest row in `form_versions`. */
  @Column('integer') definition_version: number;
}
