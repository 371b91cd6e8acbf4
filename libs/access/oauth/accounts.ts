import { OAuthClients } from '@access/installations';
import { type ActiveMember, ActiveMembers } from '@access/workspaces';
import { Injectable } from '@nestjs/common';
import { toTypeId, toUuid } from '@platform/ids';
import type { Account, FindAccount, KoaContextWithOIDC } from 'oidc-provider';

import { installationIn } from './installation-resource';

/** Something that a token is made of: it says of which client and, if it is one of a person, which installation. */
type Source = Parameters<FindAccount>[2];

/** Says who a person is to the authorization server, and that they are still a member where a token is to work. */
@Injectable()
export class Accounts {
  private readonly members = new WeakMap<KoaContextWithOIDC, string>();

  constructor(
    private readonly clients: OAuthClients,
    private readonly active: ActiveMembers,
  ) {}

  /** The account of a user; none when a token is asked for in whose workspace they no longer work. */
  async find(ctx: KoaContextWithOIDC, userId: string, source?: Source): Promise<Account | undefined> {
    if (source && !(await this.isMember(ctx, userId, source))) return undefined;
    return { accountId: userId, claims: () => ({ sub: userId }) };
  }

  /** Notes for which member the token of this request is. */
  actFor(ctx: KoaContextWithOIDC, { memberId }: Pick<ActiveMember, 'memberId'>): void {
    this.members.set(ctx, toTypeId('member', memberId));
  }

  /** What a token tells of the member that it acts for: nothing when it is the app's own. */
  claims(ctx: KoaContextWithOIDC): { readonly sub?: string } {
    const sub = this.members.get(ctx);
    return sub === undefined ? {} : { sub };
  }

  private async isMember(
    ctx: KoaContextWithOIDC,
    userId: string,
    source: NonNullable<Source>,
  ): Promise<boolean> {
    const user = toUuid('user', userId);
    const installation = 'resource' in source ? installationIn(source.resource) : null;
    if (user === null || installation === null || source.clientId === undefined) return false;
    const target = await this.clients.installation(source.clientId, installation);
    const member = target && (await this.active.ofUser(target.workspace_id, user));
    if (member) this.actFor(ctx, member);
    return member !== null;
  }
}
