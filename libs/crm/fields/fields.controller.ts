import type { RecordType } from '@crm/records';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  Param,
  Patch,
  Post,
  Query,
  Res,
  type Type,
} from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, tagged, validated, validatedQuery } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { ConvertFieldDto, CreateFieldDto, FieldDto, FieldListQueryDto, UpdateFieldDto } from './field.dto';
import { FIELD_SCOPES } from './field.record-type';
import { Fields } from './fields';

const KeyParam = ApiParam({
  name: 'key',
  description: 'The key of the field.',
  schema: { type: 'string', maxLength: 100, examples: ['preferred_time'] },
});

const CHANGED = {
  scope: FIELD_SCOPES.write,
  returns: FieldDto,
  writes: true,
  problems: [404, 409, 422],
} as const;

/** Which fields the records of a type have, and those that the workspace adds. */
export function fieldsController(type: RecordType): Type {
  const { name, plural, words } = type;

  @ApiTags('fields')
  @Controller(`v1/${plural}/fields`)
  class FieldsController {
    constructor(private readonly fields: Fields) {}

    @Get()
    @Operation({
      id: `${name}_fields.list`,
      summary: `List the fields of ${words.many}`,
      description: 'Standard and custom ones, in the order of the form, with their types and rules.',
      scope: FIELD_SCOPES.read,
      query: FieldListQueryDto,
      returns: { listOf: FieldDto },
    })
    async list(
      @Ctx() ctx: RequestContext,
      @Query(validatedQuery(FieldListQueryDto)) { deleted }: FieldListQueryDto,
    ) {
      return { data: await this.fields.list(ctx, type, deleted) };
    }

    @Get(':key')
    @KeyParam
    @Operation({
      id: `${name}_fields.get`,
      summary: `Get a field of ${words.many}`,
      scope: FIELD_SCOPES.read,
      returns: FieldDto,
      problems: [404],
    })
    async get(
      @Ctx() ctx: RequestContext,
      @Param('key') key: string,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.fields.get(ctx, type, key));
    }

    @Post()
    @Operation({
      ...CHANGED,
      id: `${name}_fields.create`,
      summary: `Add a custom field to ${words.many}`,
      accepts: CreateFieldDto,
      status: 201,
      problems: [409, 422],
    })
    async create(
      @Ctx() ctx: RequestContext,
      @Body(validated(CreateFieldDto)) input: CreateFieldDto,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const field = await this.fields.create(ctx, type, input);
      reply.header('location', `/v1/${plural}/fields/${field.key}`);
      return tagged(reply, field);
    }

    @Patch(':key')
    @KeyParam
    @Operation({
      ...CHANGED,
      id: `${name}_fields.update`,
      summary: `Change a field of ${words.many}`,
      description:
        'Of a standard field its name, help text, group, position and whether it is hidden; of a custom one its rules, too.',
      accepts: UpdateFieldDto,
      versioned: true,
    })
    async update(
      @Ctx() ctx: RequestContext,
      @Param('key') key: string,
      @Headers('if-match') ifMatch: string | undefined,
      @Body(validated(UpdateFieldDto)) changes: Partial<UpdateFieldDto>,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.fields.update(ctx, type, { key, ifMatch }, changes));
    }

    @Post(':key/convert')
    @KeyParam
    @Operation({
      ...CHANGED,
      id: `${name}_fields.convert`,
      summary: `Give a custom field of ${words.many} another type`,
      description:
        'Where every value converts, or nothing is changed: a 422 names the records whose values do not. Try it with `validate_only`. The rules and the default of the field end.',
      accepts: ConvertFieldDto,
      status: 200,
    })
    async convert(
      @Ctx() ctx: RequestContext,
      @Param('key') key: string,
      @Body(validated(ConvertFieldDto)) input: ConvertFieldDto,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.fields.convert(ctx, type, key, input));
    }

    @Delete(':key')
    @KeyParam
    @Operation({
      ...CHANGED,
      id: `${name}_fields.delete`,
      summary: `Delete a custom field of ${words.many}`,
      description:
        'Its values are kept for 30 days, unseen: restore it within them. Standard fields can only be hidden.',
      versioned: true,
    })
    async delete(
      @Ctx() ctx: RequestContext,
      @Param('key') key: string,
      @Headers('if-match') ifMatch: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.fields.delete(ctx, type, key, ifMatch));
    }

    @Post(':key/restore')
    @KeyParam
    @Operation({
      ...CHANGED,
      id: `${name}_fields.restore`,
      summary: `Restore a custom field of ${words.many}`,
      description: 'With the values that records had when it was deleted.',
      status: 200,
    })
    async restore(
      @Ctx() ctx: RequestContext,
      @Param('key') key: string,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.fields.restore(ctx, type, key));
    }
  }

  return FieldsController;
}
