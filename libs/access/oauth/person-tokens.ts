import { ActiveMembers } from '@access/workspaces';
import { Injectable } from '@nestjs/common';

import { Accounts } from './accounts';
import { ContextTokens } from './context-tokens';
import { UserGrants } from './user-grants';

/** What tokens that act for people stand on. */
@Injectable()
export class PersonTokens {
  constructor(
    readonly accounts: Accounts,
    readonly grants: UserGrants,
    readonly contexts: ContextTokens,
    readonly active: ActiveMembers,
  ) {}
}
