import {
  Body,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Param,
  Post,
  Put,
  Query,
  Res,
  type Type,
} from '@nestjs/common';
import { ApiHeader, ApiParam, ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validated, validatedQuery } from '@platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ChangeQuery, changeQueryOf } from './change-query.dto';
import { recordEtag } from './display-name';
import type { Written } from './draft';
import { RecordService } from './record.service';
import type { RecordType } from './record-type';
import { keyExample, keySchema, type UpsertInput, upsertContracts } from './upsert.dto';

/** The routes that create a record or change it, whichever is needed: of the types whose records have keys. */
export function upsertController(type: RecordType): Type {
  const { plural, words, scopes } = type;
  const { accepts, returns } = upsertContracts(type);
  const changeQuery = changeQueryOf(type);
  const shared = {
    scope: scopes.write,
    query: changeQuery,
    returns,
    mayCreate: true,
    writes: true,
    versioned: true,
  } as const;

  @ApiTags(plural)
  @Controller(`v1/${plural}`)
  class UpsertController {
    constructor(private readonly records: RecordService) {}

    @Put('by/:field/:value')
    @Operation({
      ...shared,
      id: `${plural}.put`,
      summary: `Create ${words.one}, or change it, by a key`,
      description: DESCRIPTION,
      accepts: type.update,
      problems: [414],
    })
    @ApiParam({
      name: 'field',
      description: 'Which of its keys names the record.',
      schema: keySchema(type),
    })
    @ApiParam({
      name: 'value',
      description: 'The value of the key, percent-encoded.',
      schema: { type: 'string', minLength: 1, maxLength: 1000, examples: [keyExample(type)] },
    })
    @IfNoneMatch
    async put(
      @Ctx() ctx: RequestContext,
      @Param('field') field: string,
      @Param('value') value: string,
      @Body(validated(type.update)) input: object,
      @Query(validatedQuery(changeQuery)) { list_mode: lists, ...query }: ChangeQuery,
      @Conditions() conditions: UpsertConditions,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const by = await this.records.key(ctx, type, { field, value }, { field: '{field}', value: '{value}' });
      const record = await this.records.upsert(ctx, type, { by, ...query, ...conditions }, { input, lists });
      return answered(reply, plural, record);
    }

    @Post('upsert')
    @Operation({
      ...shared,
      id: `${plural}.upsert`,
      summary: `Create ${words.one}, or change it, by a key in the body`,
      description: DESCRIPTION,
      accepts,
    })
    @IfNoneMatch
    async upsert(
      @Ctx() ctx: RequestContext,
      @Body(validated(accepts)) body: UpsertInput,
      @Query(validatedQuery(changeQuery)) { list_mode: lists, ...query }: ChangeQuery,
      @Conditions() conditions: UpsertConditions,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const by = await this.records.key(ctx, type, body.by, { field: '/by/field', value: '/by/value' });
      const changes = { input: body.data, lists, pointer: '/data' };
      return answered(
        reply,
        plural,
        await this.records.upsert(ctx, type, { by, ...query, ...conditions }, changes),
      );
    }
  }

  return UpsertController;
}

interface UpsertConditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** What the caller knows of the record (RFC 9110, section 13.1). */
const Conditions = createParamDecorator((_: unknown, execution: ExecutionContext): UpsertConditions => {
  const { headers } = execution.switchToHttp().getRequest<FastifyRequest>();
  return { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
});

const DESCRIPTION =
  'The record that has the key is changed as with PATCH; when there is none, it is created with the key. Safe to send again, and in parallel. A record that is deleted is a 409.';

const IfNoneMatch = ApiHeader({
  name: 'If-None-Match',
  required: false,
  description: '`*` lets it create only: 412 when the record is there.',
  schema: { type: 'string' },
});

function answered(reply: FastifyReply, plural: string, { view, result, duplicates }: Written) {
  reply.header('etag', recordEtag(view));
  if (result === 'created') reply.status(201).header('location', `/v1/${plural}/${view.id}`);
  return { ...view, result, ...(duplicates && { duplicates }) };
}
