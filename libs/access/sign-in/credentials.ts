import { hashPassword } from '@access/passwords';
import { type User, Users } from '@access/users';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';

import { AccountMails } from './account-mails';
import type { Visit } from './page-visits';
import { PasswordSignIn } from './password-sign-in';
import { SessionStore } from './session-store';

/** The password of somebody who is signed in. */
@Injectable()
export class Credentials {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly passwords: PasswordSignIn,
    private readonly sessions: SessionStore,
    private readonly mails: AccountMails,
  ) {}

  /** The account of who is signed in. */
  async of({ signedIn }: Visit): Promise<User> {
    const user = await this.users.byId(signedIn.user.id);
    if (!user) throw new Error('A session belongs to a user who is not there.');
    return user;
  }

  /** Whether this is their password; if it is, their session counts as fresh. Throws the page for too many tries. */
  async confirm(visit: Visit, password: string): Promise<boolean> {
    const isRight = await this.passwords.confirms(await this.of(visit), password);
    if (isRight) await this.sessions.confirmed(visit.signedIn.sessionId, new Date());
    return isRight;
  }

  /** Sets another password and ends every session. */
  async change(user: User, password: string): Promise<void> {
    const password_hash = await hashPassword(password);
    await this.database.transaction(async (tx) => {
      await this.users.change(tx, user.id, { password_hash });
      await this.sessions.endAll(user.id, { sql: tx });
      await this.mails.notice(user, 'passwordChanged', { tx });
    });
  }
}
