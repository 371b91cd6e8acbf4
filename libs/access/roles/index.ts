export { refuseBeyond } from './beyond';
export { type MemberRights, MemberRightsReader } from './member-rights';
export { MemberRightsModule } from './member-rights.module';
export { RoleService } from './role.service';
export { ADMIN, type RoleRights } from './role-rights';
export { RolesModule } from './roles.module';
export { refusePartial } from './whole-scopes';
