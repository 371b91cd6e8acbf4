import { WorkspaceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A record and one of the keys that it is found by when duplicates are looked for. */
@WorkspaceTable('match_keys')
export class MatchKey {
  @PrimaryColumn('uuid') workspace_id: string;
  /** What `keyNumber` makes of the kind of record and the key. */
  @PrimaryColumn('bigint') key: string;
  @PrimaryColumn('uuid') record_id: string;
}

/** Records that are older than their keys, and still to be given them: those behind a place in the order of ids. */
@WorkspaceTable('match_key_fills')
export class MatchKeyFill {
  @PrimaryColumn('uuid') workspace_id: string;
  @PrimaryColumn('text') object: string;
  @Column('uuid') after_id: string;
}
