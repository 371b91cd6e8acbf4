import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

/** Whether a row is one of a record that was merged into another: that one is found in its place, by whatever this one had. */
export const isMerged = (row: object): boolean => 'merged_into' in row && row.merged_into !== null;

/** The columns that every record table has. */
export abstract class RecordRow {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  /** 1 on creation, more with every change: the ETag. One more, unless records became one or several again. */
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') updated_at: Date;
  @Column('timestamptz', { nullable: true }) deleted_at: Date | null;
  @Column('jsonb') created_by: Actor;
  @Column('jsonb') updated_by: Actor;
  /** The folded form of each text, by its path: written with the row, read by filters and sorts alone. */
  @Column('jsonb', { nullable: true }) readonly folded?: Readonly<Record<string, string>> | null;
  /** What full text search looks at; null while it is still to be made. */
  @Column('text', { nullable: true }) readonly search_text?: string | null;
}
