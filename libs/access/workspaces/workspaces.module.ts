import { RolesModule } from '@access/roles';
import { UsersModule } from '@access/users';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VersionedRowsModule } from '@platform/versioned-rows';
import { WritesModule } from '@platform/writes';

import { ActiveMembers } from './active-members';
import { MemberController } from './member.controller';
import { Member } from './member.entity';
import { MemberService } from './member.service';
import { Membership } from './membership.entity';
import { Memberships } from './memberships';
import { WorkspaceController } from './workspace.controller';
import { Workspace } from './workspace.entity';
import { WorkspaceService } from './workspace.service';

/** Workspaces and the people in them. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Workspace, Member, Membership]),
    RolesModule,
    UsersModule,
    VersionedRowsModule,
    WritesModule,
  ],
  controllers: [WorkspaceController, MemberController],
  providers: [WorkspaceService, MemberService, Memberships, ActiveMembers],
  exports: [WorkspaceService, MemberService, Memberships, ActiveMembers],
})
export class WorkspacesModule {}
