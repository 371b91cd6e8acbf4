import { Body, Controller, Get, Headers, Patch, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, tagged, validated } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { UpdateWorkspaceDto, WorkspaceDto } from './workspace.dto';
import { workspaceAdmin } from './workspace.events';
import { WorkspaceService } from './workspace.service';

/** `/v1/workspace`: the workspace that a token belongs to. */
@ApiTags('workspace')
@Controller('v1/workspace')
export class WorkspaceController {
  constructor(private readonly workspaces: WorkspaceService) {}

  @Get()
  @Operation({
    id: 'workspace.get',
    summary: 'Get the workspace of this token',
    scope: 'any',
    returns: WorkspaceDto,
    versioned: true,
  })
  async get(@Ctx() ctx: RequestContext, @Res({ passthrough: true }) reply: FastifyReply) {
    return tagged(reply, await this.workspaces.current(ctx));
  }

  @Patch()
  @Operation({
    id: 'workspace.update',
    summary: 'Change settings of the workspace',
    description:
      'They hold within two seconds, everywhere. `contact_name_format` changes what `display_name` says, not the records: their versions stay, and their ETags change with it.',
    scope: workspaceAdmin,
    accepts: UpdateWorkspaceDto,
    returns: WorkspaceDto,
    writes: true,
    versioned: true,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @Body(validated(UpdateWorkspaceDto)) input: UpdateWorkspaceDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.workspaces.update(ctx, ifMatch, input));
  }
}
