import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database } from '@platform/database';
import type { Found } from '@platform/events';
import { KeyStore } from '@platform/secrets';
import type { SendMailOptions } from 'nodemailer';

import { type MailTransport, mailTransport } from './mail-transport';
import type { Mail } from './mailer';
import type { QueuedMail } from './queued-mail.entity';
import { sealContext } from './seal-context';

const AT_ONCE = 20;
/** Longer than one mail can take: whoever took it and said nothing until then is gone. */
const LEASE_MS = 120_000;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** The links in a mail are dead by then. */
const GIVE_UP_MS = 3 * 24 * 3_600_000;

/** Sends the mails that wait, each by one worker at a time; what could not be sent is tried again for three days. */
@Injectable()
export class MailSender {
  private readonly logger = new Logger('Mail');
  private readonly transport: MailTransport;

  constructor(
    private readonly database: Database,
    private readonly keys: KeyStore,
    private readonly settings: Settings,
  ) {
    this.transport = mailTransport(settings);
  }

  /** Sends what is due. */
  async work(now: Date): Promise<Found> {
    const until = new Date(now.getTime() + LEASE_MS);
    const mails = await this.database.sql<QueuedMail>('mail_queue.take', TAKE, [now, until, AT_ONCE]);
    await Promise.all(mails.map((mail) => this.sendOne(mail, now)));
    if (mails.length === AT_ONCE) return 'all';
    return mails.length > 0 ? 'some' : 'none';
  }

  private async sendOne(mail: QueuedMail, now: Date): Promise<void> {
    try {
      await this.transport(mail.id, this.messageOf(mail));
    } catch (error) {
      await this.failed(mail, error, now);
      return;
    }
    await this.database.sql('mail_queue.remove', REMOVE, [mail.id]);
  }

  private messageOf({ id, sealed, created_at }: QueuedMail): SendMailOptions {
    const mail = JSON.parse(this.keys.openText(sealed, sealContext(id))) as Mail;
    return {
      from: this.settings.mailFrom,
      to: { name: '', address: mail.to },
      subject: mail.subject,
      text: mail.text,
      ...(mail.html !== undefined && { html: mail.html }),
      date: created_at,
      // The same each time, so that one that came twice is recognised.
      messageId: `<${id}@${new URL(this.settings.publicUrl).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    };
  }

  private async failed({ id, attempts, created_at }: QueuedMail, error: unknown, now: Date): Promise<void> {
    const told = { mail: id, attempts, reason: reasonOf(error) };
    if (isRefused(error) || now.getTime() - created_at.getTime() > GIVE_UP_MS) {
      this.logger.error(told, 'A mail could not be sent and is given up');
      await this.database.sql('mail_queue.remove', REMOVE, [id]);
      return;
    }
    this.logger.warn(told, 'A mail could not be sent and will be tried again');
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
    await this.database.sql('mail_queue.put_off', PUT_OFF, [id, new Date(now.getTime() + pauseMs)]);
  }
}

interface SmtpError {
  readonly name: string;
  readonly code?: string;
  readonly responseCode?: number;
}

/** Not the message: it holds the address. */
function reasonOf(error: unknown): string {
  const { name, code, responseCode } = error as SmtpError;
  return [code ?? name, responseCode ?? ''].join(' ').trim();
}

/** Whether the server says that there is no such recipient, now and for ever (RFC 5321, section 4.2.1). */
function isRefused(error: unknown): boolean {
  const { code, responseCode } = error as SmtpError;
  return code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500;
}

const TAKE = `
  UPDATE mail_queue SET due_at = $2, attempts = attempts + 1 WHERE id IN (
    SELECT id FROM mail_queue WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id, sealed, due_at, attempts, created_at`;

const REMOVE = 'DELETE FROM mail_queue WHERE id = $1';

const PUT_OFF = 'UPDATE mail_queue SET due_at = $2 WHERE id = $1';
