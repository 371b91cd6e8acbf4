import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';

import { AccountMails } from './account-mails';
import type { Visit } from './page-visits';
import { SecondFactors } from './second-factors';
import { SessionStore } from './session-store';
import { SignInTries, type Tried } from './sign-in-tries';

/** Changes the second step of somebody who is signed in and shows a code; they are told of it by mail. */
@Injectable()
export class SecondStepCodes {
  constructor(
    private readonly database: Database,
    private readonly factors: SecondFactors,
    private readonly tries: SignInTries,
    private readonly sessions: SessionStore,
    private readonly mails: AccountMails,
  ) {}

  /** Turns it on with a first code of the app, ends the other sessions, and answers with the recovery codes; null for a wrong code. */
  turnOn(visit: Visit, code: string): Promise<string[] | null> {
    const { user, sessionId } = visit.signedIn;
    return this.guarded(visit, async (tx) => {
      const codes = await this.factors.confirm(tx, user.id, code, new Date());
      if (!codes) return null;
      await this.sessions.endAll(user.id, { but: sessionId, sql: tx });
      await this.mails.notice(user, 'secondFactorOn', { tx });
      return codes;
    });
  }

  /** Turns it off, and tells whether the code was good. */
  async turnOff(visit: Visit, code: string): Promise<boolean> {
    const { user } = visit.signedIn;
    const done = await this.guarded(visit, async (tx) => {
      if ((await this.factors.check(user.id, code, new Date(), tx)) === null) return null;
      await this.factors.turnOff(tx, user.id);
      await this.mails.notice(user, 'secondFactorOff', { tx });
      return true;
    });
    return done !== null;
  }

  /** Makes new recovery codes; null for a wrong code. */
  renew(visit: Visit, code: string): Promise<string[] | null> {
    const { user } = visit.signedIn;
    return this.guarded(visit, async (tx) => {
      if ((await this.factors.check(user.id, code, new Date(), tx)) === null) return null;
      return this.factors.newRecoveryCodes(tx, user.id);
    });
  }

  /** Counts a try before its code is looked at. Throws the page for too many tries. */
  private async guarded<Done>(
    { signedIn }: Visit,
    work: (tx: Sql) => Promise<Done | null>,
  ): Promise<Done | null> {
    const subjects: readonly Tried[] = [['second_factor', signedIn.user.id]];
    await this.tries.count(subjects, new Date());
    const done = await this.database.transaction(work);
    if (done !== null) await this.tries.succeeded(subjects);
    return done;
  }
}
