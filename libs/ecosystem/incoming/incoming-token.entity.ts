import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** Whose an address is: asked by whoever posts to it and knows no workspace. Of the token itself only the sha256 is kept. */
@LocalTable('incoming_tokens')
export class IncomingToken {
  @PrimaryColumn('bytea') token_hash: Buffer;
  @Column('uuid') workspace_id: string;
  @Column('uuid') url_id: string;
  /** When a token that was replaced ends. */
  @Column('timestamptz', { nullable: true }) expires_at: Date | null;
}
