import { appsManage, appsRead, InstallationDto } from '@access/installations';
import { Body, Controller, Get, Headers, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, tagged, validated, validatedQuery } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { InstallationService } from './installation-service';
import { InstallationSettings } from './installation-settings';
import {
  InstallAppDto,
  InstallationQueryDto,
  InstallationSettingsDto,
  PutSettingsDto,
  SuspendInstallationDto,
  UninstallDto,
  UninstalledDto,
  UninstallPreviewDto,
  UpdateInstallationDto,
} from './installations.dto';
import { Redaction } from './redaction';
import { Uninstallation } from './uninstallation';

const one = { scope: appsRead, problems: [404] } as const;
const change = {
  scope: appsManage,
  writes: true,
  versioned: true,
  returns: InstallationDto,
  problems: [404],
} as const;

/** `/v1/installations`: the apps of a workspace. */
@ApiTags('installations')
@Controller('v1/installations')
export class InstallationsController {
  constructor(
    private readonly installations: InstallationService,
    private readonly settings: InstallationSettings,
    private readonly uninstallation: Uninstallation,
    private readonly redaction: Redaction,
  ) {}

  @Get()
  @Operation({
    id: 'installations.list',
    summary: 'List the apps of the workspace, also those that are gone',
    scope: appsRead,
    query: InstallationQueryDto,
    returns: { pageOf: InstallationDto },
  })
  list(@Ctx() ctx: RequestContext, @Query(validatedQuery(InstallationQueryDto)) query: InstallationQueryDto) {
    return this.installations.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'installations.create',
    summary: 'Install an app',
    description:
      'It is granted the scopes that it needs and the chosen ones of the others: nothing that the caller may not. An app with a `lifecycle_url` is `pending_setup` until it says that it is ready.',
    scope: appsManage,
    accepts: InstallAppDto,
    returns: InstallationDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(validated(InstallAppDto)) input: InstallAppDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const installation = await this.installations.install(ctx, input);
    void reply.header('location', `/v1/installations/${installation.id}`);
    return tagged(reply, installation);
  }

  @Get(':id')
  @Operation({
    ...one,
    id: 'installations.get',
    summary: 'Read an installation',
    returns: InstallationDto,
    versioned: true,
  })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.installations.get(ctx, id));
  }

  @Patch(':id')
  @Operation({
    ...change,
    id: 'installations.update',
    summary: 'Change what an app may do, and what its silence means',
    accepts: UpdateInstallationDto,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Body(validated(UpdateInstallationDto)) input: UpdateInstallationDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.installations.update(ctx, { id, ifMatch }, input));
  }

  @Post(':id/approve')
  @Operation({
    ...change,
    id: 'installations.approve',
    summary: 'Grant what another version of the app asks for',
    description: 'All of `pending_scopes` and `pending_field_access`: nothing that the caller may not.',
  })
  async approve(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.installations.approve(ctx, { id, ifMatch }));
  }

  @Post(':id/ready')
  @Operation({
    ...change,
    scope: 'any',
    id: 'installations.ready',
    summary: 'Say that the app is set up',
    description: 'Only for the app itself. Its placements show, and its checks are asked, from now on.',
  })
  async ready(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.installations.ready(ctx, { id, ifMatch }));
  }

  @Post(':id/suspend')
  @Operation({
    ...change,
    id: 'installations.suspend',
    summary: 'Stop an app for a while',
    description: 'Its tokens and keys are refused within two seconds; it is told and asked nothing.',
    accepts: SuspendInstallationDto,
  })
  async suspend(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Body(validated(SuspendInstallationDto)) { reason = null }: SuspendInstallationDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.installations.suspend(ctx, { id, ifMatch }, reason));
  }

  @Post(':id/resume')
  @Operation({
    ...change,
    id: 'installations.resume',
    summary: 'Let an app run again',
    description: 'What happened meanwhile is sent to its webhooks, as far as it is still kept (30 days).',
  })
  async resume(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.installations.resume(ctx, { id, ifMatch }));
  }

  @Get(':id/uninstall-preview')
  @Operation({
    ...one,
    id: 'installations.preview_uninstall',
    summary: 'See what goes with an app, and what stays',
    returns: UninstallPreviewDto,
    problems: [404, 409],
  })
  preview(@Ctx() ctx: RequestContext, @IdParam('installation') id: string) {
    return this.uninstallation.preview(ctx, id);
  }

  @Post(':id/uninstall')
  @Operation({
    ...change,
    versioned: false,
    id: 'installations.uninstall',
    summary: 'Remove an app',
    description:
      'In one transaction its tokens, keys, grants, placements and webhooks end. The custom fields that it made stay, read-only, unless they are to be deleted. After 30 days, or at once, it has to forget the workspace.',
    accepts: UninstallDto,
    returns: UninstalledDto,
  })
  uninstall(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Body(validated(UninstallDto)) input: UninstallDto,
  ) {
    return this.uninstallation.uninstall(ctx, { id }, input);
  }

  @Post(':id/redact')
  @Operation({
    ...change,
    id: 'installations.redact',
    summary: 'Forget an app that was removed, and have it do the same',
    description: 'It acknowledges by answering `app.redact` with 2xx.',
  })
  async redact(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.redaction.redact(ctx, { id, ifMatch }));
  }

  @Get(':id/settings')
  @Operation({
    ...one,
    scope: 'any',
    id: 'installations.get_settings',
    summary: 'Read the settings of an app',
    description: 'For the app itself, and for whoever manages apps.',
    returns: InstallationSettingsDto,
  })
  readSettings(@Ctx() ctx: RequestContext, @IdParam('installation') id: string) {
    return this.settings.get(ctx, id);
  }

  @Put(':id/settings')
  @Operation({
    scope: 'any',
    writes: true,
    problems: [404],
    id: 'installations.put_settings',
    summary: 'Set an app up',
    description:
      'For the app itself, and for whoever manages apps. Secret settings are never shown to people again.',
    accepts: PutSettingsDto,
    returns: InstallationSettingsDto,
  })
  putSettings(
    @Ctx() ctx: RequestContext,
    @IdParam('installation') id: string,
    @Body(validated(PutSettingsDto)) input: PutSettingsDto,
  ) {
    return this.settings.put(ctx, { id }, input);
  }
}
