import { hashPassword } from '@access/passwords';
import { Injectable } from '@nestjs/common';
import { constraintViolation, Database, type Transaction } from '@platform/database';
import { Outbox } from '@platform/events';
import { conflict, notFound, RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';

import type { NewAdminDto } from './member.dto';
import { Member } from './member.entity';
import { memberCreated } from './member.events';
import { memberView } from './member-view';
import { normalizedEmail } from './normalized-email';
import { User } from './user.entity';
import type { NewWorkspaceDto, WorkspaceDto } from './workspace.dto';
import { Workspace } from './workspace.entity';

/** A workspace about to be made, with the person who will administer it. */
export interface NewWorkspace extends NewWorkspaceDto {
  readonly admin: NewAdminDto;
  readonly now: Date;
}

/** Makes workspaces and tells what one is. */
@Injectable()
export class WorkspaceService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Makes a workspace with its first admin, a new user; 409 `email_taken` when the email has an account already. */
  async create(
    tx: Transaction,
    { admin, now, name, locale, currency, time_zone, country }: NewWorkspace,
  ): Promise<{ workspace: Workspace; member: Member }> {
    const workspace = {
      id: newUuid(),
      name,
      locale,
      currency,
      time_zone,
      country,
      version: 1,
      created_at: now,
    };
    await tx.rows.insert(Workspace, workspace);
    const user = await this.addUser(tx, admin, now);
    const member = firstMember(workspace, user, now);
    await tx.rows.insert(Member, member);
    await this.outbox.add(tx, RequestContext.system(workspace.id, now), [
      {
        definition: memberCreated,
        objectId: member.id,
        objectVersion: member.version,
        object: memberView(member),
        changes: {},
      },
    ]);
    return { workspace, member };
  }

  /** Whether there is no workspace yet: the database is new. */
  async isEmpty(): Promise<boolean> {
    return (await this.database.sql('workspaces.any', 'SELECT 1 FROM workspaces LIMIT 1')).length === 0;
  }

  /** The workspace of the request, as the public API shows it. */
  async current(ctx: RequestContext): Promise<WorkspaceDto> {
    const [row] = await this.database.sql<Workspace>('workspaces.get', GET, [ctx.workspaceId]);
    if (!row) throw notFound('workspace');
    return workspaceView(row);
  }

  private async addUser(tx: Transaction, { email, name, password }: NewAdminDto, now: Date): Promise<User> {
    const user = {
      id: newUuid(),
      email: normalizedEmail(email),
      name,
      password_hash: await hashPassword(password),
      created_at: now,
    };
    try {
      await tx.rows.insert(User, user);
      return user;
    } catch (error) {
      if (constraintViolation(error)?.constraint !== 'users_email_unique') throw error;
      throw conflict('email_taken', 'This email address already has an account: sign in with it.');
    }
  }
}

const workspaceView = ({
  id,
  name,
  locale,
  currency,
  time_zone,
  country,
  created_at,
}: Workspace): WorkspaceDto => ({
  id: toTypeId('workspace', id),
  name,
  locale,
  currency,
  time_zone,
  country,
  created_at: created_at.toISOString(),
});

const firstMember = (workspace: Workspace, user: User, now: Date): Member => ({
  workspace_id: workspace.id,
  id: newUuid(),
  user_id: user.id,
  name: user.name,
  email: user.email,
  role: 'admin',
  state: 'active',
  version: 1,
  created_at: now,
  updated_at: now,
});

const GET =
  'SELECT id, name, locale, currency, time_zone, country, version, created_at FROM workspaces WHERE id = $1';
