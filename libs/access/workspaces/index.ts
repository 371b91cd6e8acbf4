export { type ActiveMember, ActiveMembers } from './active-members';
export { MemberDto } from './member.dto';
export type { Member } from './member.entity';
export { MemberService } from './member.service';
export { Memberships, type UserMembership } from './memberships';
export { WorkspaceDto } from './workspace.dto';
export { type NewWorkspace, WorkspaceService } from './workspace.service';
export { WorkspacesModule } from './workspaces.module';
