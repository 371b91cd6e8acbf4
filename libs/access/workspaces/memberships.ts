import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';

import type { Member } from './member.entity';

/** A workspace that a user works in; all ids are stored ones. */
export interface UserMembership {
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly memberId: string;
}

/** Knows where a user is an active member. */
@Injectable()
export class Memberships {
  constructor(private readonly database: Database) {}

  /** The workspaces of a user by their names: those that the user is an active member of at this moment. */
  of(userId: string): Promise<UserMembership[]> {
    return this.database.sql<UserMembership>('memberships.of', OF, [userId]);
  }

  /** Keeps up with what a member has become, in the transaction that stores it. */
  async follow(tx: Transaction, { workspace_id, id, user_id, state }: Member): Promise<void> {
    if (user_id === null) return;
    if (state === 'active') await tx.sql('memberships.add', ADD, [user_id, workspace_id, id]);
    else await tx.sql('memberships.remove', REMOVE, [user_id, workspace_id]);
  }
}

const OF = `
  SELECT m.workspace_id AS "workspaceId", w.name AS "workspaceName", m.member_id AS "memberId"
  FROM memberships AS m JOIN workspaces AS w ON w.id = m.workspace_id
  WHERE m.user_id = $1 ORDER BY w.name, w.id`;

const ADD = `
  INSERT INTO memberships (user_id, workspace_id, member_id) VALUES ($1, $2, $3)
  ON CONFLICT (user_id, workspace_id) DO NOTHING`;

const REMOVE = 'DELETE FROM memberships WHERE user_id = $1 AND workspace_id = $2';
