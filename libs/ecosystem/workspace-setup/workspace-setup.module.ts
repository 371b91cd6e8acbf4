import { InstallationsModule } from '@access/installations';
import { TeamsModule } from '@access/teams';
import { TokensModule } from '@access/tokens';
import { WorkspacesModule } from '@access/workspaces';
import { PipelinesModule } from '@crm/pipelines';
import { Module } from '@nestjs/common';

import { DemoData } from './demo-data';
import { WorkspaceSetup } from './workspace-setup';

/** Makes workspaces that can be used at once. */
@Module({
  imports: [WorkspacesModule, TeamsModule, InstallationsModule, TokensModule, PipelinesModule],
  providers: [WorkspaceSetup, DemoData],
  exports: [WorkspaceSetup, DemoData],
})
export class WorkspaceSetupModule {}
