import { Installations } from '@access/installations';
import { MemberService, WorkspaceService } from '@access/workspaces';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { AccessKeys } from './access-keys';
import type { MeDto, OwnKeyDto } from './me.dto';
import { TokenPrincipal } from './token-principal';

/** Tells the holder of a token who it is. */
@Injectable()
export class MeService {
  constructor(
    private readonly workspaces: WorkspaceService,
    private readonly members: MemberService,
    private readonly installations: Installations,
    private readonly keys: AccessKeys,
  ) {}

  async me(ctx: RequestContext): Promise<MeDto> {
    const { principal } = ctx;
    const { kind, id, memberId, installationId, scopes } = principal;
    const token = principal instanceof TokenPrincipal ? principal : null;
    const installation =
      installationId === null ? null : await this.installations.summary(ctx, installationId);
    return {
      principal: { kind, id },
      workspace: await this.workspaces.current(ctx),
      member: memberId === null ? null : await this.members.get(ctx, memberId),
      installation: installation && { ...installation, scopes: [...installation.scopes] },
      key: token?.keyId ? await this.key(ctx, token.keyId) : null,
      scopes: [...scopes].sort(),
      expires_at: token?.expiresAt.toISOString() ?? null,
    };
  }

  private async key(ctx: RequestContext, id: string): Promise<OwnKeyDto> {
    const { name, expires_at } = await this.keys.find(ctx, id);
    return { id: toTypeId('key', id), name, expires_at: expires_at.toISOString() };
  }
}
