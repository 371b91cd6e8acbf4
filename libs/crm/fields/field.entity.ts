import { type FieldOption, RecordRow } from '@crm/records';
import { WorkspaceTable } from '@platform/database';
import type { IdKind } from '@platform/ids';
import { Column, PrimaryColumn } from 'typeorm';

import type { FieldObject } from './field.dto';

/** A custom field, or what a workspace says of a standard one. */
@WorkspaceTable('fields')
export class Field extends RecordRow {
  /** The kind of record that has it. */
  @Column('text') object: FieldObject;
  @Column('boolean') standard: boolean;
  @Column('text') key: string;
  /** Names its values in stored rows; null for a standard field. */
  @Column('integer', { nullable: true }) number: number | null;
  @Column('text', { nullable: true }) name: string | null;
  @Column('text', { nullable: true }) type: string | null;
  @Column('boolean') multiple: boolean;
  @Column('boolean') required: boolean;
  @Column('boolean') unique: boolean;
  @Column('boolean') indexed: boolean;
  @Column('boolean') index_ready: boolean;
  @Column('boolean') hidden: boolean;
  /** Made by an app that is gone: its values stay as they are. */
  @Column('boolean') read_only: boolean;
  @Column('text', { nullable: true }) group: string | null;
  @Column('integer') position: number;
  @Column('text', { nullable: true }) help_text: string | null;
  @Column('jsonb', { nullable: true }) default_value: { readonly value: unknown } | null;
  @Column('text', { nullable: true }) min: string | null;
  @Column('text', { nullable: true }) max: string | null;
  @Column('integer', { nullable: true }) min_length: number | null;
  @Column('integer', { nullable: true }) max_length: number | null;
  @Column('text', { nullable: true }) pattern: string | null;
  @Column('jsonb') options: FieldOption[];
  @Column('text', { nullable: true }) target: IdKind | null;
  /** How far a worker has gone through the records that may hold its values. */
  @Column('uuid', { nullable: true }) walked_to: string | null;
}

/** Which state the custom fields of a workspace are in, and the last number that one was given. */
@WorkspaceTable('field_versions')
export class FieldVersion {
  @PrimaryColumn('uuid') workspace_id: string;
  /** Another one after every change. */
  @Column('uuid') version: string;
  @Column('integer') last_number: number;
}
