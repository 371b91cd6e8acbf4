import { ReferenceTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** One customer's CRM. */
@ReferenceTable('workspaces')
export class Workspace {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') locale: string;
  /** The base currency, ISO 4217. */
  @Column('text') currency: string;
  /** A name of the IANA time zone database. */
  @Column('text') time_zone: string;
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
}
