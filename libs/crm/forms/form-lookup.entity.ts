import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** Whose a form is: asked by whoever posts to it and knows no workspace. */
@LocalTable('form_lookups')
export class FormLookup {
  @PrimaryColumn('uuid') form_id: string;
  @Column('uuid') workspace_id: string;
}
