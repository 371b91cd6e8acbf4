import { type User, Users } from '@access/users';
import { type Member, MemberService } from '@access/workspaces';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { ProblemError, RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { AccountMails } from './account-mails';
import type { OneTimeLink } from './one-time-link.entity';
import { OneTimeLinks } from './one-time-links';
import { PageError } from './page-error';

/** An invitation that can be accepted. */
export interface Invitation {
  readonly workspace: string;
  /** The name that whoever invited gave. */
  readonly name: string;
  readonly email: string;
  /** Whether somebody has an account with that address already. */
  readonly isKnown: boolean;
}

/** Somebody new who accepts one; without a password when they sign in through somebody else. */
export interface Newcomer {
  readonly name: string;
  readonly password: string | null;
}

/** Sends invitations, and makes members of those who accept them. */
@Injectable()
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly members: MemberService,
    private readonly links: OneTimeLinks,
    private readonly mails: AccountMails,
  ) {}

  /** From here on whoever is invited gets a mail; who leaves before they came cannot come any more. */
  followMembers(): void {
    this.members.onInviting((tx, ctx, member) => this.send(tx, ctx, member));
    this.members.onLeaving((tx, _ctx, memberId) => this.links.withdraw(tx, memberId));
  }

  /** What an invitation is about. Throws the page for a dead link. */
  async find(token: string): Promise<Invitation> {
    const link = await this.links.find(token, ['invitation']);
    const row = link && (await this.invited(link));
    if (!row) throw new PageError(404, 'deadLink');
    return { ...row, isKnown: (await this.users.byEmail(row.email)) !== null };
  }

  /** Makes somebody who has an account the member that was invited. Throws the page for a dead link, or for a member already. */
  async acceptAs(token: string, userId: string): Promise<void> {
    await this.database.transaction((tx) => this.accept(tx, token, () => Promise.resolve(userId)));
  }

  /** The same for somebody new, whose account is made with the address that the invitation was sent to. */
  async acceptNew(
    token: string,
    { name, password }: Newcomer,
    also: (tx: Transaction, user: User) => Promise<void> = () => Promise.resolve(),
  ): Promise<string> {
    const now = new Date();
    return this.database.transaction((tx) =>
      this.accept(tx, token, async ({ email }) => {
        const user = await this.users.add(tx, { email, name, password, isVerified: true }, now);
        await also(tx, user);
        return user.id;
      }),
    );
  }

  private async accept(
    tx: Transaction,
    token: string,
    userOf: (link: OneTimeLink) => Promise<string>,
  ): Promise<string> {
    const link = await this.links.use(tx, token, ['invitation']);
    if (link?.workspace_id == null || link.member_id === null) throw new PageError(404, 'deadLink');
    const userId = await userOf(link);
    try {
      await this.members.join(tx, contextOf(link.workspace_id, link.member_id), link.member_id, userId);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      throw new PageError(error.status, error.code === 'member_exists' ? 'alreadyMember' : 'deadLink');
    }
    return userId;
  }

  private async send(tx: Transaction, ctx: RequestContext, { id, email }: Member): Promise<void> {
    const [workspace] = await tx.sql<{ name: string; locale: string }>('invitations.workspace', WORKSPACE, [
      ctx.workspaceId,
    ]);
    if (!workspace) throw new Error('An invitation names a workspace that is not there.');
    const token = await this.links.issue(tx, {
      purpose: 'invitation',
      email,
      workspace_id: ctx.workspaceId,
      member_id: id,
    });
    await this.mails.invitation(tx, { email, language: workspace.locale }, token, workspace.name);
  }

  private async invited({ workspace_id, member_id }: OneTimeLink): Promise<Invited | null> {
    const [row] = await this.database.sql<Invited>('invitations.member', INVITED, [workspace_id, member_id]);
    return row ?? null;
  }
}

type Invited = Omit<Invitation, 'isKnown'>;

/** Whoever accepts an invitation is the member that it makes them. */
function contextOf(workspaceId: string, memberId: string): RequestContext {
  const id = toTypeId('member', memberId);
  const { principal, requestId, now } = RequestContext.system(workspaceId, new Date());
  return new RequestContext(
    { ...principal, kind: 'member', id, memberId, actor: { type: 'member', id } },
    requestId,
    now,
  );
}

const WORKSPACE = 'SELECT name, locale FROM workspaces WHERE id = $1';

const INVITED = `
  SELECT w.name AS workspace, m.name, m.email
  FROM members AS m JOIN workspaces AS w ON w.id = m.workspace_id
  WHERE m.workspace_id = $1 AND m.id = $2 AND m.state = 'invited'`;
