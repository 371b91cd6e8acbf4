import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import PostalMime, { type Email } from 'postal-mime';

import { until } from '../../events/support/until';

/** A mail, as whoever got it reads it. */
export interface ReadMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The path of the link in it. */
  readonly path: string;
}

/** The mails that a server without SMTP has written into its folder. */
export class Mailbox {
  constructor(private readonly folder: string) {}

  /** The newest mail to an address about something, which may still be on its way, but one with this link. */
  waitFor(address: string, subject: RegExp, { besides }: { besides?: string } = {}): Promise<ReadMail> {
    return until(async () => {
      const mails = await this.to(address);
      return mails.filter((mail) => subject.test(mail.subject) && mail.path !== besides).at(-1);
    });
  }

  /** All mails to an address, oldest first. */
  async to(address: string): Promise<ReadMail[]> {
    if (!existsSync(this.folder)) return [];
    const files = readdirSync(this.folder).filter((name) => name.endsWith('.eml'));
    const mails = await Promise.all(
      files
        .sort()
        .map(async (name) => readMail(await PostalMime.parse(readFileSync(join(this.folder, name))))),
    );
    return mails.filter(({ to }) => to === address);
  }
}

function readMail({ to = [], subject = '', text = '', html = '' }: Email): ReadMail {
  const link = /https?:\/\/[^\s/]+(\/\S*)/.exec(text)?.[1] ?? '';
  return { to: to[0]?.address ?? '', subject, text, html, path: link };
}
