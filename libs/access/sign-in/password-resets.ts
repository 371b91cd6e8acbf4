import { hashPassword } from '@access/passwords';
import { type User, Users } from '@access/users';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';

import { AccountMails } from './account-mails';
import type { LinkPurpose, OneTimeLink } from './one-time-link.entity';
import { OneTimeLinks } from './one-time-links';
import { PageError } from './page-error';
import { SessionStore } from './session-store';

const SETS_PASSWORD: readonly LinkPurpose[] = ['reset_password', 'welcome'];

/** Lets people set a password who cannot sign in: with a link that shows that their mail is theirs. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly links: OneTimeLinks,
    private readonly mails: AccountMails,
    private readonly sessions: SessionStore,
  ) {}

  /** Sends a link to whoever has an account with this address; nothing tells whether somebody has. */
  async ask(email: string, language: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const user = await this.users.byEmail(email, tx);
      if (!user) return;
      const link = { purpose: 'reset_password', email: user.email, user_id: user.id } as const;
      const token = await this.links.issue(tx, link);
      await this.mails.resetPassword(tx, { email: user.email, language: user.language ?? language }, token);
    });
  }

  /** Makes a link for somebody who was given no password: the path of the page on which they set one. */
  async welcome(tx: Transaction, { id, email }: Pick<User, 'id' | 'email'>): Promise<string> {
    return `/reset-password/${await this.links.issue(tx, { purpose: 'welcome', email, user_id: id })}`;
  }

  /** Whether the page of a welcome still works. */
  async isOpen(path: string): Promise<boolean> {
    const token = path.split('/').at(-1) ?? '';
    return (await this.links.find(token, SETS_PASSWORD)) !== null;
  }

  /** Whose password a link sets. Throws the page for a dead link. */
  async userOf(token: string): Promise<User> {
    const link = await this.links.find(token, SETS_PASSWORD);
    const user = link?.user_id ? await this.users.byId(link.user_id) : null;
    if (!user) throw new PageError(404, 'deadLink');
    return user;
  }

  /** Sets the password: the link is used up, all other links and every session are ended. Throws the page for a dead link. */
  async set(token: string, password: string): Promise<void> {
    const password_hash = await hashPassword(password);
    const now = new Date();
    await this.database.transaction(async (tx) => {
      const link = await this.links.use(tx, token, SETS_PASSWORD);
      const user = link?.user_id ? await this.users.lock(tx, link.user_id) : null;
      if (!link || !user) throw new PageError(404, 'deadLink');
      await this.users.change(tx, user.id, { password_hash, ...verifiedBy(link, user, now) });
      await this.links.endAll(tx, user.id);
      await this.sessions.endAll(user.id, { sql: tx });
      await this.mails.notice(user, 'passwordChanged', { tx });
    });
  }
}

/** A link out of a mail shows who reads it; one that a terminal showed does not. */
const verifiedBy = ({ purpose, email }: OneTimeLink, user: User, now: Date): { email_verified_at?: Date } =>
  purpose === 'reset_password' && email === user.email ? { email_verified_at: now } : {};
