import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** What a token check must know of an installation before it knows the workspace; written with the installation. */
@LocalTable('installation_lookups')
export class InstallationLookup {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') workspace_id: string;
  @Column('uuid') app_id: string;
  @Column('text', { array: true }) scopes: string[];
  @Column('text') state: string;
  @Column('integer') epoch: number;
}
