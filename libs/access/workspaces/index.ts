export { MemberDto, NewAdminDto } from './member.dto';
export { Member } from './member.entity';
export { memberCreated } from './member.events';
export { MemberService } from './member.service';
export { membersRead } from './members-read.scope';
export { LOCALES, NewWorkspaceDto, WorkspaceDto } from './workspace.dto';
export { Workspace } from './workspace.entity';
export { type NewWorkspace, WorkspaceService } from './workspace.service';
export { WorkspacesModule } from './workspaces.module';
