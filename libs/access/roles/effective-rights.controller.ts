import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext } from '@platform/http';

import { EffectiveRights } from './effective-rights';
import { EffectiveRightsDto } from './effective-rights.dto';
import { rolesRead } from './role-scopes';

/** `/v1/members/{id}/effective-rights`: what a role comes to for one member. */
@ApiTags('members')
@Controller('v1/members')
export class EffectiveRightsController {
  constructor(private readonly rights: EffectiveRights) {}

  @Get(':id/effective-rights')
  @Operation({
    id: 'members.get_effective_rights',
    summary: 'Say what a member may do',
    description:
      'What their role, their teams and its rules for pipelines, stages and fields come to. A call that was refused names in `required_right` the right that it needs, and in `granted` how far the member’s reaches there.',
    scope: rolesRead,
    returns: EffectiveRightsDto,
    problems: [404],
  })
  get(@Ctx() ctx: RequestContext, @IdParam('member') id: string): Promise<EffectiveRightsDto> {
    return this.rights.of(ctx, id);
  }
}
