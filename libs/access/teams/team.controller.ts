import { Body, Controller, Delete, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, tagged, validated, validatedQuery } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { CreateTeamDto, TeamDto, TeamQueryDto, UpdateTeamDto } from './team.dto';
import { TeamService } from './team.service';
import { teamsManage, teamsRead } from './team-scopes';

const one = { returns: TeamDto, versioned: true, problems: [404] } as const;
const change = { ...one, scope: teamsManage, writes: true } as const;

/** `/v1/teams`: which members work together. */
@ApiTags('teams')
@Controller('v1/teams')
export class TeamController {
  constructor(private readonly teams: TeamService) {}

  @Get()
  @Operation({
    id: 'teams.list',
    summary: 'List teams in the order in which they were made',
    scope: teamsRead,
    query: TeamQueryDto,
    returns: { pageOf: TeamDto },
  })
  list(@Ctx() ctx: RequestContext, @Query(validatedQuery(TeamQueryDto)) query: TeamQueryDto) {
    return this.teams.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'teams.create',
    summary: 'Create a team',
    scope: teamsManage,
    accepts: CreateTeamDto,
    returns: TeamDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(validated(CreateTeamDto)) input: CreateTeamDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const team = await this.teams.create(ctx, input);
    reply.header('location', `/v1/teams/${team.id}`);
    return tagged(reply, team);
  }

  @Get(':id')
  @Operation({ ...one, id: 'teams.get', summary: 'Get a team', scope: teamsRead })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('team') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.teams.get(ctx, id));
  }

  @Patch(':id')
  @Operation({
    ...change,
    id: 'teams.update',
    summary: 'Change a team',
    description: '`member_ids` is the whole list.',
    accepts: UpdateTeamDto,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('team') id: string,
    @Body(validated(UpdateTeamDto)) input: UpdateTeamDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.teams.update(ctx, { id, ifMatch }, input));
  }

  @Delete(':id')
  @Operation({
    ...change,
    id: 'teams.delete',
    summary: 'Delete a team',
    description: 'Its members stay members.',
  })
  async delete(
    @Ctx() ctx: RequestContext,
    @IdParam('team') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.teams.delete(ctx, { id, ifMatch }));
  }
}
