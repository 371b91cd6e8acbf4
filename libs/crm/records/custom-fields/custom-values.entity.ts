import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A value of an indexed custom field that is compared as text: of a text its sort key, of anything else the value. */
@WorkspaceTable('custom_texts')
export class CustomText {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') record_id: string;
  /** The number of the field. */
  @PrimaryColumn('integer') field_number: number;
  @PrimaryColumn('text') value: string;
}

/** A value of an indexed custom field that is compared as a number. */
@WorkspaceTable('custom_numbers')
export class CustomNumber {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') record_id: string;
  @PrimaryColumn('integer') field_number: number;
  @PrimaryColumn('numeric') value: string;
}

/** A value of a unique custom field, and the one record that holds it. */
@WorkspaceTable('custom_uniques')
export class CustomUnique {
  @PrimaryColumn('uuid') workspace_id: string;
  /** The kind of record. */
  @PrimaryColumn('text') object: string;
  /** The number of the field, as text like all columns of a key. */
  @PrimaryColumn('text') field_number: string;
  @PrimaryColumn('text') value: string;
  @Column('uuid') record_id: string;
}
