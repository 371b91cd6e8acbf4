import { Body, Controller, Delete, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, tagged, validated, validatedQuery } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { CreateRoleDto, RoleDto, RoleQueryDto, UpdateRoleDto } from './role.dto';
import { RoleService } from './role.service';
import { rolesManage, rolesRead } from './role-scopes';

const one = { returns: RoleDto, versioned: true, problems: [404] } as const;
const change = { ...one, scope: rolesManage, writes: true } as const;

/** `/v1/roles`: what members may do. */
@ApiTags('roles')
@Controller('v1/roles')
export class RoleController {
  constructor(private readonly roles: RoleService) {}

  @Get()
  @Operation({
    id: 'roles.list',
    summary: 'List roles in the order in which they were made',
    scope: rolesRead,
    query: RoleQueryDto,
    returns: { pageOf: RoleDto },
  })
  list(@Ctx() ctx: RequestContext, @Query(validatedQuery(RoleQueryDto)) query: RoleQueryDto) {
    return this.roles.list(ctx, query);
  }

  @Post()
  @Operation({
    id: 'roles.create',
    summary: 'Create a role',
    description:
      'Rights that are not mentioned are `none`. Members get it by its key: `PATCH /v1/members/{id}` with `{"role": "…"}`.',
    scope: rolesManage,
    accepts: CreateRoleDto,
    returns: RoleDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body(validated(CreateRoleDto)) input: CreateRoleDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const role = await this.roles.create(ctx, input);
    reply.header('location', `/v1/roles/${role.id}`);
    return tagged(reply, role);
  }

  @Get(':id')
  @Operation({ ...one, id: 'roles.get', summary: 'Get a role', scope: rolesRead })
  async get(
    @Ctx() ctx: RequestContext,
    @IdParam('role') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.roles.get(ctx, id));
  }

  @Patch(':id')
  @Operation({
    ...change,
    id: 'roles.update',
    summary: 'Change a role',
    description:
      'Holds from every member’s next request on. `objects` changes the rights that it names; `pipelines`, `fields` and `settings` are whole lists. The role `admin` stays as it is: 409 `admin_role`.',
    accepts: UpdateRoleDto,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('role') id: string,
    @Body(validated(UpdateRoleDto)) input: UpdateRoleDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.roles.update(ctx, { id, ifMatch }, input));
  }

  @Delete(':id')
  @Operation({
    ...change,
    id: 'roles.delete',
    summary: 'Delete a role',
    description: 'One that no member has, and that did not come with the workspace: 409 otherwise.',
  })
  async delete(
    @Ctx() ctx: RequestContext,
    @IdParam('role') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.roles.delete(ctx, { id, ifMatch }));
  }
}
