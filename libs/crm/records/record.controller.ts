import { Body, Controller, Delete, Get, Headers, Patch, Post, Query, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Ctx,
  etagOf,
  IdParam,
  isKnownToCaller,
  Operation,
  RequestContext,
  validated,
  validatedQuery,
} from '@platform/http';
import { toTypeId } from '@platform/ids';
import type { FastifyReply } from 'fastify';

import { ChangeQueryDto } from './change-query.dto';
import { GetQueryDto, type ListQueryDto, listQueryOf } from './list-query.dto';
import { RecordService, type Target } from './record.service';
import { RecordReader } from './record-reader';
import type { RecordType, StandardRoute } from './record-type';
import type { RecordView } from './record-view';
import { targeted } from './targeted.decorator';

const ALL: readonly StandardRoute[] = ['list', 'create', 'get', 'update', 'delete', 'restore'];

/** The routes that every record type has. A type's own routes go into a controller of its own, beside this one. */
export function recordController(type: RecordType): Type {
  const { plural, words, view, scopes, parent } = type;
  const listQuery = listQueryOf(type);
  const path = parent ? `v1/${parent.plural}/:${parent.field}/${plural}` : `v1/${plural}`;
  const Targeted = () => targeted(type);
  const InParent = (): ParameterDecorator => (parent ? IdParam(parent.kind, parent.field) : nothing);
  const routes = new Set(type.routes ?? ALL);
  const Route = (name: StandardRoute, ...decorators: MethodDecorator[]): MethodDecorator =>
    routes.has(name) ? together(decorators) : () => undefined;
  const under = parent ? ([404] as const) : ([] as const);

  @ApiTags(plural)
  @Controller(path)
  class RecordController {
    constructor(
      private readonly records: RecordService,
      private readonly reader: RecordReader,
    ) {}

    @Route(
      'list',
      Get(),
      Operation({
        id: `${plural}.list`,
        summary: `List ${words.many}`,
        scope: scopes.read,
        query: listQuery,
        returns: { pageOf: view },
        problems: under,
      }),
    )
    list(
      @Ctx() ctx: RequestContext,
      @Query(validatedQuery(listQuery)) query: ListQueryDto,
      @InParent() parentId?: string,
    ) {
      return this.reader.list(ctx, type, query, parentId);
    }

    @Route(
      'create',
      Post(),
      Operation({
        id: `${plural}.create`,
        summary: `Create ${words.one}`,
        scope: scopes.write,
        accepts: type.create,
        returns: view,
        status: 201,
        writes: true,
        problems: under,
      }),
    )
    async create(
      @Ctx() ctx: RequestContext,
      @Body(validated(type.create)) input: object,
      @Res({ passthrough: true }) reply: FastifyReply,
      @InParent() parentId?: string,
    ) {
      const record = await this.records.create(ctx, type, input, parentId);
      const above = parent && parentId ? toTypeId(parent.kind, parentId) : '';
      reply.header('location', `/${path.replace(/:\w+/, above)}/${record.id}`);
      return tagged(reply, record);
    }

    @Route(
      'get',
      Get(':id'),
      Operation({
        id: `${plural}.get`,
        summary: `Get ${words.one}`,
        scope: scopes.read,
        query: GetQueryDto,
        returns: view,
        versioned: true,
        problems: [404],
      }),
    )
    async get(
      @Ctx() ctx: RequestContext,
      @IdParam(type.name) id: string,
      @Query(validatedQuery(GetQueryDto)) { deleted }: GetQueryDto,
      @Headers('if-none-match') known: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
      @InParent() parentId?: string,
    ) {
      const record = await this.reader.get(ctx, type, id, { deleted, parentId });
      if (isKnownToCaller(known, etagOf(record.version))) reply.status(304);
      return tagged(reply, record);
    }

    @Route(
      'update',
      Patch(':id'),
      Operation({
        id: `${plural}.update`,
        summary: `Change ${words.one}`,
        description: 'JSON Merge Patch (RFC 7396): null empties a field, an absent field stays as it is.',
        scope: scopes.write,
        accepts: type.update,
        query: ChangeQueryDto,
        returns: view,
        writes: true,
        versioned: true,
        problems: [404],
      }),
    )
    async update(
      @Ctx() ctx: RequestContext,
      @Targeted() target: Target,
      @Body(validated(type.update)) changes: object,
      @Query(validatedQuery(ChangeQueryDto)) { list_mode: lists }: ChangeQueryDto,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.records.update(ctx, type, target, { input: changes, lists }));
    }

    @Route(
      'delete',
      Delete(':id'),
      Operation({
        id: `${plural}.delete`,
        summary: `Delete ${words.one}`,
        description: 'It keeps its values and can be restored.',
        scope: scopes.delete,
        returns: view,
        writes: true,
        versioned: true,
        problems: [404],
      }),
    )
    async delete(
      @Ctx() ctx: RequestContext,
      @Targeted() target: Target,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.records.delete(ctx, type, target));
    }

    @Route(
      'restore',
      Post(':id/restore'),
      Operation({
        id: `${plural}.restore`,
        summary: `Restore ${words.one}`,
        scope: scopes.delete,
        returns: view,
        writes: true,
        versioned: true,
        problems: [404],
      }),
    )
    async restore(
      @Ctx() ctx: RequestContext,
      @Targeted() target: Target,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return tagged(reply, await this.records.restore(ctx, type, target));
    }
  }

  return RecordController;
}

function tagged(reply: FastifyReply, record: RecordView): RecordView {
  reply.header('etag', etagOf(record.version));
  return record;
}

const together =
  (decorators: readonly MethodDecorator[]): MethodDecorator =>
  (target, key, descriptor) => {
    for (const decorate of decorators) decorate(target, key, descriptor);
  };

const nothing: ParameterDecorator = () => undefined;
