import { ADMIN, RoleService, refuseBeyond } from '@access/roles';
import { normalizedEmail, type User } from '@access/users';
import { Injectable } from '@nestjs/common';
import { constraintViolation, type Transaction } from '@platform/database';
import { conflict, type Page, type RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import type { InviteMemberDto, MemberDto, MemberQueryDto, UpdateMemberDto } from './member.dto';
import type { Member } from './member.entity';
import { MEMBERS, memberView } from './member-view';
import { Memberships } from './memberships';

/** What has to end when a member leaves: done in the transaction in which they do. */
export type Farewell = (tx: Transaction, ctx: RequestContext, memberId: string) => Promise<void>;

/** What whoever is invited may do unless told. */
const USUAL_ROLE = 'sales';

/** What tells somebody that they are invited: done in the transaction that invites them. */
export type Invite = (tx: Transaction, ctx: RequestContext, member: Member) => Promise<void>;

/** Says who works in a workspace. */
@Injectable()
export class MemberService {
  private readonly farewells: Farewell[] = [];
  private readonly invites: Invite[] = [];

  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly roles: RoleService,
    private readonly memberships: Memberships,
  ) {}

  /** Runs whenever a member leaves. */
  onLeaving(farewell: Farewell): void {
    this.farewells.push(farewell);
  }

  /** Runs whenever somebody is invited by a member or an app, and when they are to be told once more. */
  onInviting(invite: Invite): void {
    this.invites.push(invite);
  }

  /** One page of the members, in the order in which they joined. */
  list(ctx: RequestContext, { state, role, ...query }: MemberQueryDto): Promise<Page<MemberDto>> {
    return this.rows.list(ctx, MEMBERS, {
      query,
      bound: JSON.stringify({ state, role }),
      where: (rows) => {
        if (state) rows.andWhere('r.state = :state', { state });
        if (role) rows.andWhere('r.role = :role', { role });
      },
    });
  }

  /** One member, or 404. */
  async get(ctx: RequestContext, id: string): Promise<MemberDto> {
    return memberView(await this.rows.get(ctx, MEMBERS, id));
  }

  /** Asks a colleague in; 403 for a role beyond the caller's, 422 for one that is not there, 409 `member_exists` when the address has a member already, also one who left. */
  invite(ctx: RequestContext, input: InviteMemberDto): Promise<MemberDto> {
    return this.writes.run(ctx, async (tx) => {
      const member = await this.keep(tx, ctx, input);
      await this.tell(tx, ctx, member);
      return memberView(member);
    });
  }

  /** Tells an invited colleague once more. Problem: 409 `not_invited`. */
  inviteAgain(ctx: RequestContext, asked: Asked): Promise<MemberDto> {
    return this.writes.run(ctx, async (tx) => {
      const edit = ({ state }: Member) => {
        if (state !== 'invited') throw notInvited(state);
        return {};
      };
      const member = await this.rows.change(tx, ctx, MEMBERS, { asked, edit });
      await this.tell(tx, ctx, member);
      return memberView(member);
    });
  }

  /** Makes an invited colleague active, as this user. Problems: 409 `not_invited`, `member_exists` when that user is another member. */
  async join(tx: Transaction, ctx: RequestContext, id: string, userId: string): Promise<void> {
    const edit = ({ state }: Member) => {
      if (state !== 'invited') throw notInvited(state);
      return { user_id: userId, state: 'active' } as const;
    };
    try {
      await this.memberships.follow(tx, await this.rows.change(tx, ctx, MEMBERS, { asked: { id }, edit }));
    } catch (error) {
      if (constraintViolation(error)?.constraint !== 'members_user_unique') throw error;
      throw conflict('member_exists', 'This account is another member of the workspace already.');
    }
  }

  /** The same in a transaction that the caller holds; nobody is told. */
  async add(tx: Transaction, ctx: RequestContext, input: InviteMemberDto): Promise<MemberDto> {
    return memberView(await this.keep(tx, ctx, input));
  }

  private async keep(
    tx: Transaction,
    ctx: RequestContext,
    { name, email, role = USUAL_ROLE }: InviteMemberDto,
  ): Promise<Member> {
    const address = normalizedEmail(email);
    refuseBeyond(ctx, await this.roles.rightsOf(tx, ctx, role));
    const [known] = await tx.sql<{ id: string }>('members.by_email', BY_EMAIL, [ctx.workspaceId, address]);
    if (known) throw memberExists(toTypeId('member', known.id));
    try {
      const member = newMember(ctx, { name, email: address, role });
      return await this.rows.create(tx, ctx, MEMBERS, member);
    } catch (error) {
      if (constraintViolation(error)?.constraint !== 'members_email_unique') throw error;
      throw conflict('changed_meanwhile', 'Somebody is inviting the same person: try again.');
    }
  }

  /** Makes a user the first admin of a new workspace, which gets the roles that all of them have. */
  async addFirst(tx: Transaction, ctx: RequestContext, { id, name, email }: User): Promise<Member> {
    await this.roles.furnish(tx, ctx);
    const member = newMember(ctx, { name, email, role: ADMIN });
    const row = await this.rows.create(tx, ctx, MEMBERS, { ...member, user_id: id, state: 'active' });
    await this.memberships.follow(tx, row);
    return row;
  }

  /** Changes the named fields. Problems: 409 `last_admin`, and about the role as with `invite`. */
  update(ctx: RequestContext, asked: Asked, input: UpdateMemberDto): Promise<MemberDto> {
    return this.change(ctx, asked, () => ({
      ...(input.name !== undefined && { name: input.name }),
      ...(input.role !== undefined && { role: input.role }),
    }));
  }

  /** The member leaves: no new record can be theirs, and their keys end. Problem: 409 `last_admin`. */
  deactivate(ctx: RequestContext, asked: Asked): Promise<MemberDto> {
    return this.change(ctx, asked, () => ({ state: 'left' }), 'member.deactivated');
  }

  /** A member who left comes back: as before, or invited when they never signed in. */
  reactivate(ctx: RequestContext, asked: Asked): Promise<MemberDto> {
    return this.change(ctx, asked, (before) => ({ state: stateOnReturn(before) }), 'member.reactivated');
  }

  private async tell(tx: Transaction, ctx: RequestContext, member: Member): Promise<void> {
    for (const invite of this.invites) await invite(tx, ctx, member);
  }

  private change(
    ctx: RequestContext,
    asked: Asked,
    edit: (before: Member) => Partial<Member>,
    action = 'member.updated',
  ): Promise<MemberDto> {
    return this.writes.run(ctx, async (tx) => {
      const member = await this.rows.change(tx, ctx, MEMBERS, {
        asked,
        action,
        edit: async (before) => {
          const change = edit(before);
          for (const role of new Set([before.role, change.role ?? before.role]))
            refuseBeyond(ctx, await this.roles.rightsOf(tx, ctx, role));
          if (isAdmin(before) && !isAdmin({ ...before, ...change })) await refuseLastAdmin(tx, ctx);
          if (change.state === 'left' && before.state !== 'left') {
            for (const farewell of this.farewells) await farewell(tx, ctx, before.id);
          }
          if (change.state !== undefined) await this.memberships.follow(tx, { ...before, ...change });
          return change;
        },
      });
      return memberView(member);
    });
  }
}

const notInvited = (state: Member['state']) =>
  conflict('not_invited', `This member is ${state}: there is no invitation to accept.`);

const isAdmin = ({ role, state }: Pick<Member, 'role' | 'state'>): boolean =>
  role === 'admin' && state === 'active';

const stateOnReturn = ({ state, user_id }: Member): Member['state'] => {
  if (state !== 'left') return state;
  return user_id === null ? 'invited' : 'active';
};

/** Of two admins who step back at once the second must see what the first has done: all of them are locked. */
async function refuseLastAdmin(tx: Transaction, { workspaceId }: RequestContext): Promise<void> {
  const admins = await tx.sql('members.lock_admins', LOCK_ADMINS, [workspaceId]);
  if (admins.length > 1) return;
  throw conflict('last_admin', 'This is the last admin of the workspace: make somebody else an admin first.');
}

function newMember(
  { workspaceId, now }: RequestContext,
  given: Pick<Member, 'name' | 'email' | 'role'>,
): Member {
  return {
    workspace_id: workspaceId,
    id: newUuid(),
    user_id: null,
    ...given,
    state: 'invited',
    version: 1,
    created_at: now,
    updated_at: now,
  };
}

const memberExists = (existing: string) =>
  conflict('member_exists', `${existing} has this email address already: change or reactivate that member.`, {
    members: { existing_id: existing },
  });

const BY_EMAIL = 'SELECT id FROM members WHERE workspace_id = $1 AND email = $2';

const LOCK_ADMINS = `
  SELECT id FROM members WHERE workspace_id = $1 AND role = 'admin' AND state = 'active' ORDER BY id FOR UPDATE`;
