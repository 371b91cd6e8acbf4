import { appsManage, appsRead } from '@access/installations';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  IdParam,
  Operation,
  PageQueryDto,
  RequestContext,
  validated,
  validatedQuery,
} from '@platform/http';
import type { FastifyReply } from 'fastify';

import {
  AppDiffDto,
  AppDto,
  AppVersionDto,
  AppVersionQueryDto,
  AppWithSecretsDto,
  CreateAppDto,
  ManifestCheckDto,
  PushAppDto,
  PushedVersionDto,
  RotateAppSecretDto,
} from './app.dto';
import { AppLists } from './app-lists';
import { AppPushes } from './app-pushes';
import { AppReview } from './app-review';
import { AppsService } from './apps.service';

const one = { scope: appsManage, writes: true, problems: [404] } as const;

/** `/v1/apps`: the apps that a workspace makes. */
@ApiTags('apps')
@Controller('v1/apps')
export class AppsController {
  constructor(
    private readonly apps: AppsService,
    private readonly lists: AppLists,
    private readonly pushes: AppPushes,
    private readonly review: AppReview,
  ) {}

  @Get()
  @Operation({
    id: 'apps.list',
    summary: 'List the apps that this workspace makes',
    scope: appsRead,
    query: PageQueryDto,
    returns: { pageOf: AppDto },
  })
  list(@Ctx() ctx: RequestContext, @Query(validatedQuery(PageQueryDto)) query: PageQueryDto) {
    return this.lists.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'apps.create',
    summary: 'Make a private app from its manifest',
    description:
      'It can be installed in this workspace at once. Its secrets are in this answer and nowhere else.',
    scope: appsManage,
    accepts: CreateAppDto,
    returns: AppWithSecretsDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(validated(CreateAppDto)) input: CreateAppDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const app = await this.apps.create(ctx, input);
    void reply.header('location', `/v1/apps/${app.id}`);
    return app;
  }

  @Post('validate')
  @Operation({
    id: 'apps.validate',
    summary: 'Check a manifest',
    description: 'Stores nothing. Each fault has a JSON Pointer into the manifest.',
    scope: appsRead,
    accepts: PushAppDto,
    returns: ManifestCheckDto,
  })
  validate(@Ctx() ctx: RequestContext, @Body(validated(PushAppDto)) input: PushAppDto) {
    return this.apps.validate(ctx, input);
  }

  @Get(':id')
  @Operation({ id: 'apps.get', summary: 'Read an app', scope: appsRead, returns: AppDto, problems: [404] })
  get(@Ctx() ctx: RequestContext, @IdParam('app') id: string) {
    return this.apps.get(ctx, id);
  }

  @Get(':id/versions')
  @Operation({
    id: 'apps.list_versions',
    summary: 'List the versions of an app, the latest first',
    scope: appsRead,
    query: AppVersionQueryDto,
    returns: { pageOf: AppVersionDto },
    problems: [404],
  })
  versions(
    @Ctx() ctx: RequestContext,
    @IdParam('app') id: string,
    @Query(validatedQuery(AppVersionQueryDto)) query: AppVersionQueryDto,
  ) {
    return this.lists.versions(ctx, id, query);
  }

  @Post(':id/versions')
  @Operation({
    ...one,
    id: 'apps.create_version',
    summary: 'Push another version of an app',
    description:
      'It rolls out at once, wherever the app is installed; what it may do beyond the version before waits there for an admin.',
    accepts: PushAppDto,
    returns: PushedVersionDto,
  })
  push(
    @Ctx() ctx: RequestContext,
    @IdParam('app') id: string,
    @Body(validated(PushAppDto)) input: PushAppDto,
  ) {
    return this.pushes.push(ctx, id, input);
  }

  @Post(':key/diff')
  @ApiParam({
    name: 'key',
    description: 'The key of the app in its manifest.',
    schema: { type: 'string', maxLength: 60, examples: ['quote-builder'] },
  })
  @Operation({
    id: 'apps.diff',
    summary: 'See what a manifest changes of an app',
    description: 'Stores nothing. Of an app that is not there yet everything is new.',
    scope: appsRead,
    accepts: PushAppDto,
    returns: AppDiffDto,
  })
  diff(
    @Ctx() ctx: RequestContext,
    @Param('key') key: string,
    @Body(validated(PushAppDto)) input: PushAppDto,
  ) {
    return this.apps.diff(ctx, key, input);
  }

  @Post(':id/rotate-secret')
  @Operation({
    ...one,
    id: 'apps.rotate_secret',
    summary: 'Replace a secret of an app',
    description:
      'The one before works on for the overlap: with both signing secrets requests carry two signatures.',
    accepts: RotateAppSecretDto,
    returns: AppWithSecretsDto,
  })
  rotate(
    @Ctx() ctx: RequestContext,
    @IdParam('app') id: string,
    @Body(validated(RotateAppSecretDto)) input: RotateAppSecretDto,
  ) {
    return this.apps.rotate(ctx, id, input);
  }

  @Post(':id/submit')
  @Operation({
    ...one,
    id: 'apps.submit',
    summary: 'Offer an app to the marketplace',
    description:
      'Automatic checks come first: its addresses must answer, and refuse with 401 what is not signed by us. Then the operator decides; the client id stays.',
    returns: AppDto,
  })
  submit(@Ctx() ctx: RequestContext, @IdParam('app') id: string) {
    return this.review.submit(ctx, id);
  }
}
