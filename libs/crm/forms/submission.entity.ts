import { RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import { Column } from 'typeorm';

import type { GivenConsentDto, SubmissionProblemDto, SubmissionState } from './submission.dto';

/** What somebody sent with a form, as it came, and what became of it. */
@WorkspaceTable('form_submissions')
export class Submission extends RecordRow {
  @Column('uuid') form_id: string;
  @Column('integer') form_version: number;
  @Column('text') state: SubmissionState;
  @Column('jsonb') values: Readonly<Record<string, string[]>>;
  @Column('text', { nullable: true }) page: string | null;
  @Column('text', { nullable: true }) referrer: string | null;
  @Column('jsonb', { nullable: true }) utm: Readonly<Record<string, string | null>> | null;
  @Column('jsonb', { nullable: true }) consent: GivenConsentDto | null;
  @Column('jsonb') suspicions: string[];
  @Column('jsonb', { nullable: true }) problem: SubmissionProblemDto | null;
  @Column('uuid', { nullable: true }) lead_id: string | null;
  @Column('boolean') is_attached: boolean;
  @Column('jsonb') duplicate_ids: string[];
  @Column('timestamptz', { nullable: true }) mapped_at: Date | null;
  /** Whence it came: counted by the limits, and never shown. */
  @Column('text') address: string;
  @Column('text', { nullable: true }) user_agent: string | null;
}
