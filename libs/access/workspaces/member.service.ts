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

/** Says who works in a workspace. */
@Injectable()
export class MemberService {
  private readonly farewells: Farewell[] = [];

  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly memberships: Memberships,
  ) {}

  /** Runs whenever a member leaves. */
  onLeaving(farewell: Farewell): void {
    this.farewells.push(farewell);
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

  /** Asks a colleague in; 409 `member_exists` when the address has a member already, also one who left. */
  invite(ctx: RequestContext, input: InviteMemberDto): Promise<MemberDto> {
    return this.writes.run(ctx, (tx) => this.add(tx, ctx, input));
  }

  /** The same in a transaction that the caller holds. */
  async add(
    tx: Transaction,
    ctx: RequestContext,
    { name, email, role = 'member' }: InviteMemberDto,
  ): Promise<MemberDto> {
    const address = normalizedEmail(email);
    const [known] = await tx.sql<{ id: string }>('members.by_email', BY_EMAIL, [ctx.workspaceId, address]);
    if (known) throw memberExists(toTypeId('member', known.id));
    try {
      const member = newMember(ctx, { name, email: address, role });
      return memberView(await this.rows.create(tx, ctx, MEMBERS, member));
    } catch (error) {
      if (constraintViolation(error)?.constraint !== 'members_email_unique') throw error;
      throw conflict('changed_meanwhile', 'Somebody is inviting the same person: try again.');
    }
  }

  /** Makes a user the first admin of a new workspace. */
  async addFirst(tx: Transaction, ctx: RequestContext, { id, name, email }: User): Promise<Member> {
    const member = newMember(ctx, { name, email, role: 'admin' });
    const row = await this.rows.create(tx, ctx, MEMBERS, { ...member, user_id: id, state: 'active' });
    await this.memberships.follow(tx, row);
    return row;
  }

  /** Changes the named fields. Problem: 409 `last_admin`. */
  update(ctx: RequestContext, asked: Asked, input: UpdateMemberDto): Promise<MemberDto> {
    return this.change(ctx, asked, () => ({
      ...(input.name !== undefined && { name: input.name }),
      ...(input.role !== undefined && { role: input.role }),
    }));
  }

  /** The member leaves: no new record can be theirs, and their keys end. Problem: 409 `last_admin`. */
  deactivate(ctx: RequestContext, asked: Asked): Promise<MemberDto> {
    return this.change(ctx, asked, () => ({ state: 'left' }));
  }

  /** A member who left comes back: as before, or invited when they never signed in. */
  reactivate(ctx: RequestContext, asked: Asked): Promise<MemberDto> {
    return this.change(ctx, asked, (before) => ({ state: stateOnReturn(before) }));
  }

  private change(
    ctx: RequestContext,
    asked: Asked,
    edit: (before: Member) => Partial<Member>,
  ): Promise<MemberDto> {
    return this.writes.run(ctx, async (tx) => {
      const member = await this.rows.change(tx, ctx, MEMBERS, {
        asked,
        edit: async (before) => {
          const change = edit(before);
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
