import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, type RequestContext } from '@platform/http';

import { WorkspaceDto } from './workspace.dto';
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
  })
  get(@Ctx() ctx: RequestContext): Promise<WorkspaceDto> {
    return this.workspaces.current(ctx);
  }
}
