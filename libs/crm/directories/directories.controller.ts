import { InParent, type Target, targeted } from '@crm/records';
import { Body, Controller, Delete, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database } from '@platform/database';
import { Ctx, IdParam, Operation, RequestContext, tagged, validated, validatedQuery } from '@platform/http';
import { toUuid } from '@platform/ids';
import { Writes } from '@platform/writes';
import type { FastifyReply } from 'fastify';

import { DeleteValueQueryDto, DirectoryDto, DirectoryValueDto, ValueOrderDto } from './directory-value.dto';
import { DIRECTORY_SCOPES, directoryValueType } from './directory-value.record-type';
import { DirectoryValues } from './directory-values';

/** The directories, and the routes of their values beyond the standard ones. */
@ApiTags('directories')
@Controller('v1/directories')
export class DirectoriesController {
  constructor(
    private readonly values: DirectoryValues,
    private readonly writes: Writes,
    private readonly database: Database,
  ) {}

  @Get()
  @Operation({
    id: 'directories.list',
    summary: 'List directories',
    description: 'The drop-down lists that every workspace has, and the fields that take their values.',
    scope: DIRECTORY_SCOPES.read,
    returns: { listOf: DirectoryDto },
  })
  async list(@Ctx() ctx: RequestContext) {
    return { data: await this.values.directories(this.database, ctx) };
  }

  @Post(':directory/values/reorder')
  @Operation({
    id: 'directory_values.reorder',
    summary: 'Put the values of a directory into an order',
    description:
      'The values that are named stand in this order afterwards, in the places that they hold together; name all of them to set the whole order. Answers with all values of the directory in order, numbered anew.',
    scope: DIRECTORY_SCOPES.write,
    accepts: ValueOrderDto,
    returns: { listOf: DirectoryValueDto },
    writes: true,
    problems: [404],
  })
  async reorder(
    @Ctx() ctx: RequestContext,
    @InParent(directoryValueType) directory: string,
    @Body(validated(ValueOrderDto)) { value_ids }: ValueOrderDto,
  ) {
    const ids = value_ids.flatMap((id) => toUuid('directory_value', id) ?? []);
    return { data: await this.writes.run(ctx, (tx) => this.values.arrange(ctx, directory, ids, tx)) };
  }

  @Post(':directory/values/:id/reset')
  @Operation({
    id: 'directory_values.reset',
    summary: 'Give a value its first name back',
    description:
      'The name is the one in the language of the workspace, and the colour goes. A value that was added has none: 409 `no_default`.',
    scope: DIRECTORY_SCOPES.write,
    returns: DirectoryValueDto,
    writes: true,
    problems: [404],
  })
  reset(
    @Ctx() ctx: RequestContext,
    @InParent(directoryValueType) directory: string,
    @IdParam('directory_value') id: string,
  ) {
    return this.writes.run(ctx, (tx) => this.values.reset(ctx, { directory, id }, tx));
  }

  @Delete(':directory/values/:id')
  @Operation({
    id: 'directory_values.delete',
    summary: 'Delete a value of a directory',
    description:
      'Values that every workspace has stay (409 `system_value`). The records that have the value get the one that `replace_with` names, in the same transaction, with the events that single changes would have; without it a value in use is refused. The value can be restored.',
    scope: DIRECTORY_SCOPES.delete,
    query: DeleteValueQueryDto,
    returns: DirectoryValueDto,
    writes: true,
    versioned: true,
    problems: [404],
  })
  async delete(
    @Ctx() ctx: RequestContext,
    @targeted(directoryValueType) target: Target,
    @Query(validatedQuery(DeleteValueQueryDto)) { replace_with: named = '' }: DeleteValueQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const value = { ...target, parentId: target.parentId ?? '' };
    const replacement = toUuid('directory_value', named);
    const view = await this.writes.run(ctx, (tx) => this.values.remove(ctx, value, replacement, tx));
    return tagged(reply, view);
  }
}
