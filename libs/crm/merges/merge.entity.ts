import type { MergedObject, Redirect } from '@crm/merged-ids';
import { WorkspaceTable } from '@platform/database';
import type { Change } from '@platform/events';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

/** A value of the survivor before and after a merge, in its stored form. */
export interface PartChange {
  readonly before: unknown;
  readonly after: unknown;
}

/** What an undo needs to know, beside the links that moved. */
export interface MergeJournal {
  /** What the merge changed of the survivor, by path. */
  readonly parts: Readonly<Record<string, PartChange>>;
  /** What answered for other ids before. */
  readonly redirects: readonly Redirect[];
}

/** What moved to the survivor of one kind. */
export interface MovedThings {
  readonly object: string;
  readonly count: number;
  /** Some of them, by public id. */
  readonly ids: readonly string[];
}

/** A merge of records: who, when, and what it did. */
@WorkspaceTable('merges')
export class Merge {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') id: string;
  @Column('text') object: MergedObject;
  @Column('uuid') survivor_id: string;
  @Column('uuid', { array: true }) merged_ids: string[];
  @Column('timestamptz') merged_at: Date;
  @Column('jsonb') merged_by: Actor;
  @Column('timestamptz', { nullable: true }) undone_at: Date | null;
  @Column('jsonb', { nullable: true }) undone_by: Actor | null;
  /** Of the survivor, in public form. */
  @Column('jsonb') changes: Readonly<Record<string, Change>>;
  @Column('jsonb') moved: readonly MovedThings[];
  /** Null once it cannot be undone any more. */
  @Column('jsonb', { nullable: true }) journal: MergeJournal | null;
}

/** A record that was merged, to find its merges by. */
@WorkspaceTable('merged_records')
export class MergedRecord {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') merged_id: string;
  @PrimaryColumn('uuid') merge_id: string;
}

/** A link that a merge moved, and what it was before. */
@WorkspaceTable('moved_links')
export class MovedLink {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('uuid') merge_id: string;
  /** The place that names the record: see `places`. */
  @PrimaryColumn('text') link: string;
  @PrimaryColumn('uuid') row_id: string;
  @Column('jsonb') was: unknown;
}

/** Merges of a workspace take turns: each holds this row until it is done. */
@WorkspaceTable('merge_turns')
export class MergeTurn {
  @PrimaryColumn('uuid') workspace_id: string;
  @Column('timestamptz') taken_at: Date;
}
