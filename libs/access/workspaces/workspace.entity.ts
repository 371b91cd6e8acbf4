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
  /** ISO 3166-1 alpha-2: numbers written without a country code are numbers of this country. */
  @Column('text', { nullable: true }) country: string | null;
  /** How the names of persons are written. */
  @Column('text') contact_name_format: string;
  @Column('integer') version: number;
  @Column('timestamptz') created_at: Date;
  @Column('timestamptz') updated_at: Date;
}
