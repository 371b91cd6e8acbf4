import { Installations } from '@access/installations';
import { AccessKeys } from '@access/tokens';
import { type NewWorkspace, WorkspaceService } from '@access/workspaces';
import { makeDefaultValues } from '@crm/directories';
import { makeDefaultRules } from '@crm/duplicates';
import { PipelineMaker } from '@crm/pipelines';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

/** The credentials of a new workspace, in clear, here and nowhere else. */
export interface WorkspaceCredentials {
  readonly workspace_id: string;
  readonly private_app_key: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly installation_id: string;
}

/** Makes workspaces that can be used at once: an admin, the default pipelines, and credentials for a first app. */
@Injectable()
export class WorkspaceSetup {
  constructor(
    private readonly workspaces: WorkspaceService,
    private readonly pipelines: PipelineMaker,
    private readonly installations: Installations,
    private readonly keys: AccessKeys,
  ) {}

  /** Makes a workspace with a private app that holds `scopes`, and a key and a client secret for it. */
  async create(
    tx: Transaction,
    workspace: NewWorkspace,
    scopes: readonly string[],
  ): Promise<{ credentials: WorkspaceCredentials; ctx: RequestContext; memberId: string }> {
    const { now, name } = workspace;
    const made = await this.workspaces.create(tx, workspace);
    const ctx = RequestContext.system(made.workspace.id, now);
    await this.pipelines.makeDefaults(ctx, tx);
    await makeDefaultValues(ctx, tx);
    await makeDefaultRules(ctx, tx);
    const { app, clientSecret } = await this.installations.createApp(tx, {
      name: `${name}: own integrations`,
      kind: 'private',
      scopes,
      ownerId: made.workspace.id,
      now,
    });
    const installation = await this.installations.install(tx, ctx, { appId: app.id, scopes });
    const { token } = await this.keys.create(tx, ctx, {
      name: 'First key',
      scopes,
      installationId: installation.id,
    });
    if (clientSecret === null) throw new Error('The app of a new workspace has no client secret.');
    const credentials = {
      workspace_id: toTypeId('workspace', made.workspace.id),
      private_app_key: token,
      client_id: app.client_id,
      client_secret: clientSecret,
      installation_id: toTypeId('installation', installation.id),
    };
    return { credentials, ctx, memberId: made.member.id };
  }
}
