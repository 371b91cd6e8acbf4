import { ReferenceTable } from '@platform/database';
import type { Actor } from '@platform/http';
import { Column, PrimaryColumn } from 'typeorm';

/** One version of an app, which never changes. */
@ReferenceTable('app_versions')
export class AppVersion {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') app_id: string;
  /** As its manifest says (Semantic Versioning 2.0.0). */
  @Column('text') version: string;
  /** As it was pushed. */
  @Column('jsonb') manifest: object;
  @Column('timestamptz') created_at: Date;
  @Column('jsonb') created_by: Actor;
}
