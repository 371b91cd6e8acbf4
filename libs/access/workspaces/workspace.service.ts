import { Users } from '@access/users';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { Outbox } from '@platform/events';
import { notFound, RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';
import { DEFAULT_NAME_FORMAT } from '@platform/person-names';
import { differences, refuseStale } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import type { NewAdminDto } from './member.dto';
import type { Member } from './member.entity';
import { MemberService } from './member.service';
import type { NewWorkspaceDto, UpdateWorkspaceDto, WorkspaceDto } from './workspace.dto';
import { Workspace } from './workspace.entity';
import { workspaceUpdated } from './workspace.events';
import { workspaceView } from './workspace-view';

/** A workspace about to be made, with the person who will administer it. */
export interface NewWorkspace extends NewWorkspaceDto {
  readonly admin: NewAdminDto;
  readonly now: Date;
}

/** Makes workspaces, tells what one is, and changes its settings. */
@Injectable()
export class WorkspaceService {
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly writes: Writes,
    private readonly users: Users,
    private readonly members: MemberService,
  ) {}

  /** Runs after a setting of any workspace was changed in this process. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

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
      contact_name_format: DEFAULT_NAME_FORMAT,
      version: 1,
      created_at: now,
      updated_at: now,
    };
    await tx.rows.insert(Workspace, workspace);
    const user = await this.users.add(tx, { ...admin, isVerified: false }, now);
    const ctx = RequestContext.system(workspace.id, now);
    const member = await this.members.addFirst(tx, ctx, user);
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

  /** Changes the named settings of the workspace of the request; every process goes by them within two seconds. */
  update(ctx: RequestContext, ifMatch: string | undefined, input: UpdateWorkspaceDto): Promise<WorkspaceDto> {
    return this.writes.run(ctx, async (tx) => {
      const [before] = await tx.sql<Workspace>('workspaces.lock', `${GET} FOR NO KEY UPDATE`, [
        ctx.workspaceId,
      ]);
      if (!before) throw notFound('workspace');
      await refuseStale(tx, ctx.workspaceId, { id: before.id, version: before.version, ifMatch });
      const row = { ...before, ...input, version: before.version + 1, updated_at: ctx.now };
      const changes = differences(workspaceView(before), workspaceView(row));
      if (Object.keys(changes).length === 0) return workspaceView(before);
      const { id, ...columns } = row;
      await tx.rows.update(Workspace, { id }, columns);
      await this.outbox.add(tx, ctx, [
        {
          definition: workspaceUpdated,
          privileged: workspaceUpdated.type,
          objectId: id,
          objectVersion: row.version,
          object: workspaceView(row),
          changes,
        },
      ]);
      tx.afterCommit(() => {
        for (const listener of this.listeners) listener();
      });
      return workspaceView(row);
    });
  }
}

const GET = `
  SELECT id, name, locale, currency, time_zone, country, contact_name_format, version, created_at, updated_at
  FROM workspaces WHERE id = $1`;
