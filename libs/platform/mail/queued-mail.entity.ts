import { LocalTable } from '@platform/database';
import { Column, PrimaryColumn } from 'typeorm';

/** A mail that waits to be sent. */
@LocalTable('mail_queue')
export class QueuedMail {
  @PrimaryColumn('uuid') id: string;
  /** Addresses and words, sealed: mails carry links that open accounts. */
  @Column('text') sealed: string;
  /** When it may be taken, or when whoever took it is given up. */
  @Column('timestamptz') due_at: Date;
  @Column('integer') attempts: number;
  @Column('timestamptz') created_at: Date;
}
