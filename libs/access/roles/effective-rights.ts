import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { notFound, operationScopes, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { EffectiveRightsDto } from './effective-rights.dto';
import { MemberRightsReader } from './member-rights';
import type { Role } from './role.entity';
import { ROLES } from './role-kind';

/** Says what members may do. */
@Injectable()
export class EffectiveRights {
  constructor(
    private readonly database: Database,
    private readonly rights: MemberRightsReader,
  ) {}

  /** What a member may do now; nothing when they are not active, 404 when there is no such member. */
  async of(ctx: RequestContext, memberId: string): Promise<EffectiveRightsDto> {
    const [role] = await this.database.sql<Role>('members.role', ROLE_OF, [ctx.workspaceId, memberId]);
    if (!role) throw notFound('member');
    const found = await this.rights.of(ctx.workspaceId, memberId);
    const { objects, pipelines, fields, settings, key, id } = ROLES.view(role);
    const colleagues = found?.rights?.colleagues ?? [memberId];
    return {
      member_id: toTypeId('member', memberId),
      role: key,
      role_id: id,
      team_member_ids: colleagues.map((one) => toTypeId('member', one)),
      objects,
      pipelines,
      fields,
      settings,
      scopes: operationScopes()
        .map(({ name }) => name)
        .filter((scope) => found?.allows(scope))
        .sort(),
    };
  }
}

const ROLE_OF = `
  SELECT r.* FROM members AS m JOIN roles AS r ON r.workspace_id = $1 AND r.key = m.role
  WHERE m.workspace_id = $1 AND m.id = $2`;
