import { RolesModule } from '@access/roles';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VersionedRowsModule } from '@platform/versioned-rows';
import { WritesModule } from '@platform/writes';

import { MemberController } from './member.controller';
import { Member } from './member.entity';
import { MemberService } from './member.service';
import { User } from './user.entity';
import { WorkspaceController } from './workspace.controller';
import { Workspace } from './workspace.entity';
import { WorkspaceService } from './workspace.service';

/** Workspaces and the people in them. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Workspace, User, Member]),
    RolesModule,
    VersionedRowsModule,
    WritesModule,
  ],
  controllers: [WorkspaceController, MemberController],
  providers: [WorkspaceService, MemberService],
  exports: [WorkspaceService, MemberService],
})
export class WorkspacesModule {}
