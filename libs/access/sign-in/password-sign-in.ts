import { hashPassword, verifyPassword } from '@access/passwords';
import { normalizedEmail, type User, Users } from '@access/users';
import { Injectable } from '@nestjs/common';
import { addressBlock } from '@platform/rate-limits';

import { SignInTries, type Tried } from './sign-in-tries';

/** Nobody's password takes longer to hash than this one may be. */
export const LONGEST_PASSWORD = 200;

/** Finds people by email address and password, without telling which of the two was wrong. */
@Injectable()
export class PasswordSignIn {
  /** Checked where there is no password, so that an answer takes as long. */
  private nobodys: Promise<string> | null = null;

  constructor(
    private readonly users: Users,
    private readonly tries: SignInTries,
  ) {}

  /** Whose address and password these are, or null. Throws the page for too many tries. */
  async find(email: string, password: string, address: string): Promise<User | null> {
    const account = normalizedEmail(email);
    const block = addressBlock(address);
    const subjects: readonly Tried[] = [
      ['password_at_address', `${account} ${block}`],
      ['password', account],
      ['address', block],
    ];
    await this.tries.count(subjects, new Date());
    const user = await this.users.byEmail(account);
    const isRight = await this.isRight(user?.password_hash ?? null, password);
    if (!user || !isRight) return null;
    await this.tries.succeeded(subjects);
    return user;
  }

  /** Whether this is the password of somebody who is signed in already. Throws the page for too many tries. */
  async confirms(user: User, password: string): Promise<boolean> {
    const subjects: readonly Tried[] = [['password_at_address', user.id]];
    await this.tries.count(subjects, new Date());
    const isRight = await this.isRight(user.password_hash, password);
    if (isRight) await this.tries.succeeded(subjects);
    return isRight;
  }

  private async isRight(hash: string | null, password: string): Promise<boolean> {
    this.nobodys ??= hashPassword('');
    const isSame = await verifyPassword(hash ?? (await this.nobodys), password.slice(0, LONGEST_PASSWORD));
    return isSame && hash !== null && password.length <= LONGEST_PASSWORD;
  }
}
