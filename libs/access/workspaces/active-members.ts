import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';

/** A user who works in a workspace now. */
export interface ActiveMember {
  readonly memberId: string;
  readonly role: string;
}

/** Says who works in a workspace now, for whoever checks tokens. */
@Injectable()
export class ActiveMembers {
  constructor(private readonly database: Database) {}

  /** The member that a user is in a workspace now, or null. */
  async ofUser(workspaceId: string, userId: string): Promise<ActiveMember | null> {
    const [row] = await this.database.sql<{ id: string; role: string }>('members.active_of_user', OF_USER, [
      workspaceId,
      userId,
    ]);
    return row ? { memberId: row.id, role: row.role } : null;
  }

  /** The user who is this member now, or null when the member has left. */
  async userOf(workspaceId: string, memberId: string): Promise<string | null> {
    const [row] = await this.database.sql<{ user_id: string | null }>('members.active_user', USER_OF, [
      workspaceId,
      memberId,
    ]);
    return row?.user_id ?? null;
  }
}

const OF_USER = `
  SELECT id, role FROM members WHERE workspace_id = $1 AND user_id = $2 AND state = 'active'`;

const USER_OF = `
  SELECT user_id FROM members WHERE workspace_id = $1 AND id = $2 AND state = 'active'`;
