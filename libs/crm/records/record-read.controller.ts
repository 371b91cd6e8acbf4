import { Body, Controller, Get, Headers, Post, Query, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  IdParam,
  isKnownToCaller,
  Operation,
  RequestContext,
  validated,
  validatedQuery,
} from '@platform/http';
import type { FastifyReply } from 'fastify';

import { recordEtag } from './display-name';
import { describeExpanded } from './expanded-schemas';
import { InParent, routeOf } from './parents';
import { expandedLinks } from './record-query';
import {
  type GetQueryDto,
  getQueryOf,
  type ListQueryDto,
  listQueryOf,
  type SearchDto,
  searchOf,
} from './record-query.dto';
import { chosen, RecordReader } from './record-reader';
import type { RecordType } from './record-type';

/** The routes by which the records of a type are read: list, search, get. */
export function recordReadController(type: RecordType): Type {
  const { plural, words, view, scopes, parent } = type;
  const [listQuery, search, getQuery] = [listQueryOf(type), searchOf(type), getQueryOf(type)];
  const under = parent ? ([404] as const) : ([] as const);
  describeExpanded(type);

  @ApiTags(plural)
  @Controller(routeOf(type))
  class RecordReadController {
    constructor(private readonly reader: RecordReader) {}

    @Get()
    @Operation({
      id: `${plural}.list`,
      summary: `List ${words.many}`,
      scope: scopes.read,
      query: listQuery,
      returns: { pageOf: view },
      picks: true,
      problems: under,
    })
    list(
      @Ctx() ctx: RequestContext,
      @Query(validatedQuery(listQuery)) query: ListQueryDto,
      @InParent(type) parentId?: string,
    ) {
      return this.reader.list(ctx, type, query, parentId);
    }

    @Post('search')
    @Operation({
      id: `${plural}.search`,
      summary: `Search ${words.many}`,
      description: 'The list, asked with a body. It sees what the caller has just written.',
      scope: scopes.read,
      accepts: search,
      returns: { pageOf: view },
      picks: true,
      problems: under,
    })
    search(
      @Ctx() ctx: RequestContext,
      @Body(validated(search)) body: SearchDto,
      @InParent(type) parentId?: string,
    ) {
      return this.reader.search(ctx, type, body, parentId);
    }

    @Get(':id')
    @Operation({
      id: `${plural}.get`,
      summary: `Get ${words.one}`,
      scope: scopes.read,
      query: getQuery,
      returns: view,
      picks: true,
      versioned: true,
      problems: [404],
    })
    async get(
      @Ctx() ctx: RequestContext,
      @IdParam(type.name) id: string,
      @Query(validatedQuery(getQuery)) query: GetQueryDto,
      @Headers('if-none-match') known: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
      @InParent(type) parentId?: string,
    ) {
      const record = await this.reader.get(ctx, type, id, { ...query, parentId });
      const etag = recordEtag(record, query.fields);
      // What is expanded may have changed while the record has not.
      if (!query.expand && isKnownToCaller(known, etag)) reply.status(304);
      reply.header('etag', etag);
      return chosen(record, query, expandedLinks(ctx, type, query.expand));
    }
  }

  return RecordReadController;
}
