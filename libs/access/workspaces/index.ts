export { MemberDto } from './member.dto';
export { MemberService } from './member.service';
export { membersManage, membersRead } from './member-scopes';
export { WorkspaceDto } from './workspace.dto';
export { type NewWorkspace, WorkspaceService } from './workspace.service';
export { WorkspacesModule } from './workspaces.module';
