import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { MemberController } from './member.controller';
import { Member } from './member.entity';
import { MemberService } from './member.service';
import { User } from './user.entity';
import { WorkspaceController } from './workspace.controller';
import { Workspace } from './workspace.entity';
import { WorkspaceService } from './workspace.service';

/** Workspaces and the people in them. */
@Module({
  imports: [TypeOrmModule.forFeature([Workspace, User, Member])],
  controllers: [WorkspaceController, MemberController],
  providers: [WorkspaceService, MemberService],
  exports: [WorkspaceService, MemberService],
})
export class WorkspacesModule {}
