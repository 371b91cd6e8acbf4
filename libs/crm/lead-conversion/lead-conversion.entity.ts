import { WorkspaceTable } from '@platform/database';
import type { Change } from '@platform/events';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

import type { Part } from './parts';

/** A record that a conversion made, and its version right after it. */
export interface MadeRecord {
  readonly part: Part;
  readonly id: string;
  readonly version: number;
}

/** A record that a conversion attached, and what it changed of it: fields in their public form. */
export interface AttachedRecord {
  readonly part: Part;
  readonly id: string;
  readonly changes: Readonly<Record<string, Change>>;
}

/** What a conversion did, for its undoing. All ids are stored ones. */
export interface Journal {
  /** Where the lead stood before. */
  readonly stage_id: string;
  readonly made: readonly MadeRecord[];
  readonly attached: readonly AttachedRecord[];
}

/** A conversion of a lead: who, when, and what it did. */
@WorkspaceTable('lead_conversions')
export class LeadConversion {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') lead_id: string;
  @Column('timestamptz') converted_at: Date;
  @Column('jsonb') converted_by: Actor;
  @Column('timestamptz', { nullable: true }) undone_at: Date | null;
  @Column('jsonb', { nullable: true }) undone_by: Actor | null;
  @Column('jsonb') journal: Journal;
}
