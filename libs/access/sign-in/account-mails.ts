import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Sql } from '@platform/database';
import { type Mail, Mailer } from '@platform/mail';
import { html, isPageLanguage, type PageLanguage } from '@platform/pages';

import { filledText } from './texts/filled-text';
import { linkMailTexts } from './texts/link-mail-texts';
import type { MailTexts } from './texts/mail-text';
import { noticeMailTexts } from './texts/notice-mail-texts';

/** Whom a mail is for. */
export interface Recipient {
  readonly email: string;
  /** Null for somebody whose language nobody knows: English. */
  readonly language: string | null;
}

interface NoticeOptions {
  readonly tx?: Sql;
  readonly places?: Readonly<Record<string, string>>;
}

type Notice = keyof ReturnType<typeof noticeMailTexts>;

/** Writes the mails about accounts; each is stored in the transaction that makes it true. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly mailer: Mailer,
    private readonly settings: Settings,
  ) {}

  /** Sends the link that makes an invited colleague a member. */
  invitation(tx: Sql, to: Recipient, token: string, workspace: string): Promise<void> {
    const texts = linkMailTexts(languageOf(to)).invitation;
    return this.send(tx, to, { texts, path: `/invitation/${token}`, places: { workspace } });
  }

  /** Sends the link under which somebody sets a new password. */
  resetPassword(tx: Sql, to: Recipient, token: string): Promise<void> {
    const texts = linkMailTexts(languageOf(to)).resetPassword;
    return this.send(tx, to, { texts, path: `/reset-password/${token}`, places: {} });
  }

  /** Sends the link that shows that an address is somebody's own. */
  confirmEmail(tx: Sql, to: Recipient, token: string): Promise<void> {
    const texts = linkMailTexts(languageOf(to)).confirmEmail;
    return this.send(tx, to, { texts, path: `/confirm-email/${token}`, places: {} });
  }

  /** Tells somebody what happened to their account, in case that it was not them. */
  notice(to: Recipient, what: Notice, { tx, places = {} }: NoticeOptions = {}): Promise<void> {
    const texts = noticeMailTexts(languageOf(to))[what];
    return this.send(tx, to, { texts, path: '/forgotten-password', places });
  }

  private send(tx: Sql | undefined, to: Recipient, letter: Letter): Promise<void> {
    return this.mailer.send(written(to, letter, this.settings.publicUrl), tx);
  }
}

interface Letter {
  readonly texts: MailTexts;
  readonly path: string;
  readonly places: Readonly<Record<string, string>>;
}

const languageOf = ({ language }: Recipient): PageLanguage => (isPageLanguage(language) ? language : 'en');

function written(to: Recipient, { texts, path, places }: Letter, publicUrl: string): Mail {
  const { button, note } = texts;
  const body = filledText(texts.body, places);
  const link = `${publicUrl}${path}`;
  const lines = [body, ...(button === null ? [] : [`${button}:\n${link}`]), ...(note === null ? [] : [note])];
  const page = html`<!doctype html>
<html lang="${languageOf(to)}"><body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
<p>${body}</p>
${button !== null && html`<p><a href="${link}">${button}</a></p>`}
${note !== null && html`<p>${note}</p>`}
</body></html>
`;
  return {
    to: to.email,
    subject: filledText(texts.subject, places),
    text: `${lines.join('\n\n')}\n`,
    html: page.text,
  };
}
