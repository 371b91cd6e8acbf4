import { type User, Users } from '@access/users';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { ProblemError } from '@platform/http';

import { AccountMails } from './account-mails';
import type { OneTimeLink } from './one-time-link.entity';
import { OneTimeLinks } from './one-time-links';
import { PageError } from './page-error';

/** Gives accounts the addresses that their owners show to be theirs. */
@Injectable()
export class EmailChanges {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly links: OneTimeLinks,
    private readonly mails: AccountMails,
  ) {}

  /** Sends a link to an address, a new one or that of now; nothing tells whether somebody else has it. */
  async ask(userId: string, email: string, language: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const owner = await this.users.byEmail(email, tx);
      if (owner && owner.id !== userId) return;
      const token = await this.links.issue(tx, { purpose: 'confirm_email', email, user_id: userId });
      await this.mails.confirmEmail(tx, { email, language }, token);
    });
  }

  /** The address that a link confirms. Throws the page for a dead link. */
  async find(token: string): Promise<string> {
    const link = await this.links.find(token, ['confirm_email']);
    if (!link) throw new PageError(404, 'deadLink');
    return link.email;
  }

  /** Makes it the address of the account. Throws the page for a dead link, also when somebody else has taken the address. */
  async confirm(token: string): Promise<void> {
    const now = new Date();
    await this.database.transaction(async (tx) => {
      const link = await this.links.use(tx, token, ['confirm_email']);
      const user = link?.user_id ? await this.users.lock(tx, link.user_id) : null;
      if (!link || !user) throw new PageError(404, 'deadLink');
      await this.change(tx, user, link, now);
    });
  }

  private async change(
    tx: Parameters<Users['change']>[0],
    user: User,
    { email }: OneTimeLink,
    now: Date,
  ): Promise<void> {
    try {
      await this.users.change(tx, user.id, { email, email_verified_at: now });
    } catch (error) {
      if (error instanceof ProblemError) throw new PageError(409, 'deadLink');
      throw error;
    }
    if (email === user.email) return;
    // Links that went to the old address could still open the account.
    await this.links.endAll(tx, user.id);
    await this.mails.notice(user, 'emailChanged', { tx, places: { email } });
  }
}
