import { appsRead, INSTALLATIONS } from '@access/installations';
import { Controller, Get, Injectable, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database } from '@platform/database';
import {
  Ctx,
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  IdParam,
  Operation,
  type Page,
  pageOf,
  RequestContext,
  validatedQuery,
} from '@platform/http';
import { VersionedRows } from '@platform/versioned-rows';

import { AppCall } from './app-call.entity';
import { AppCallDto, AppCallQueryDto } from './app-calls.dto';

/** Tells what apps were asked, and what came of it. */
@Injectable()
export class AppCalls {
  constructor(
    private readonly database: Database,
    private readonly rows: VersionedRows,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page of the questions to an app, the latest first. */
  async list(
    ctx: RequestContext,
    installationId: string,
    { limit = DEFAULT_PAGE_SIZE, cursor, outcome }: AppCallQueryDto,
  ): Promise<Page<AppCallDto>> {
    await this.rows.get(ctx, INSTALLATIONS, installationId);
    const bound = `app_calls ${ctx.workspaceId} ${installationId} ${outcome ?? ''}`;
    const query = this.database.rows
      .createQueryBuilder(AppCall, 'call')
      .where('call.workspace_id = :workspaceId', { workspaceId: ctx.workspaceId })
      .andWhere('call.installation_id = :installationId', { installationId })
      .orderBy('call.id', 'DESC')
      .limit(limit + 1);
    if (outcome) query.andWhere('call.outcome = :outcome', { outcome });
    if (cursor !== undefined)
      query.andWhere('call.id < :before', { before: this.cursors.decode(cursor, bound)[0] });
    return pageOf(await query.getMany(), limit, {
      item: callView,
      cursor: (last) => this.cursors.encode([last.id], bound),
    });
  }
}

const callView = ({ workspace_id: _, id: _id, installation_id: _of, ...call }: AppCall): AppCallDto => ({
  ...call,
  created_at: call.created_at.toISOString(),
});

/** `/v1/installations/{id}/calls`: how an app answers. */
@ApiTags('installations')
@Controller('v1/installations/:id/calls')
export class AppCallsController {
  constructor(private readonly calls: AppCalls) {}

  @Get()
  @Operation({
    id: 'installations.list_calls',
    summary: 'List what an app was asked about writes, the latest first',
    description: 'Kept for 30 days.',
    scope: appsRead,
    query: AppCallQueryDto,
    returns: { pageOf: AppCallDto },
    problems: [404],
  })
  list(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Query(validatedQuery(AppCallQueryDto)) query: AppCallQueryDto,
  ) {
    return this.calls.list(ctx, id, query);
  }
}
