import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { newUuid } from '@platform/ids';
import { KeyStore } from '@platform/secrets';

import { sealContext } from './seal-context';

/** A mail to one person. */
export interface Mail {
  /** An address alone, without a name. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for who sees pages in mails. */
  readonly html?: string;
}

/** Takes mails; a worker sends them. */
@Injectable()
export class Mailer {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyStore,
  ) {}

  /**
   * Stores a mail, which is sent at least once within the next days, and as a rule at once. With a transaction it is stored
   * when that commits, so that there is no mail about what did not happen.
   */
  async send({ to, subject, text, html }: Mail, tx: Sql = this.database): Promise<void> {
    const id = newUuid();
    const sealed = this.keys.seal(JSON.stringify({ to, subject, text, html }), sealContext(id));
    await tx.sql('mail_queue.add', ADD, [id, sealed, new Date()]);
  }
}

const ADD = 'INSERT INTO mail_queue (id, sealed, due_at, attempts, created_at) VALUES ($1, $2, $3, 0, $3)';
