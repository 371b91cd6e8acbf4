import { Body, Controller, Delete, Patch, Post, Query, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, type Dto, Operation, RequestContext, validated, validatedQuery } from '@platform/http';
import type { FastifyReply } from 'fastify';
import { type ChangeQuery, type CreationQuery, changeQueryOf, creationQueryOf } from './change-query.dto';
import { recordEtag } from './display-name';
import { contractName, namedContract } from './named-contract';
import { addressOf, InParent, routeOf } from './parents';
import { deletionContract } from './pointing-records';
import { RecordService, type Target } from './record.service';
import type { RecordType, StandardRoute } from './record-type';
import type { RecordView } from './record-view';
import { repeatsField } from './repeats';
import { targeted } from './targeted.decorator';

const ALL: readonly StandardRoute[] = ['create', 'update', 'delete', 'restore'];

/** The routes by which the records of a type are written. A type's own routes go into a controller of its own, beside this one. */
export function recordController(type: RecordType): Type {
  const { plural, words, view, scopes, parent } = type;
  const Targeted = () => targeted(type);
  const [creationQuery, changeQuery] = [creationQueryOf(type), changeQueryOf(type)];
  const saved = savedContract(type);
  const routes = new Set(type.routes ?? ALL);
  const Route = (name: StandardRoute, ...decorators: MethodDecorator[]): MethodDecorator =>
    routes.has(name) ? together(decorators) : () => undefined;
  const under = parent ? ([404] as const) : ([] as const);

  @ApiTags(plural)
  @Controller(routeOf(type))
  class RecordController {
    constructor(private readonly records: RecordService) {}

    @Route(
      'create',
      Post(),
      Operation({
        id: `${plural}.create`,
        summary: `Create ${words.one}`,
        scope: scopes.write,
        accepts: type.create,
        query: creationQuery,
        returns: saved,
        status: 201,
        writes: true,
        problems: under,
      }),
    )
    async create(
      @Ctx() ctx: RequestContext,
      @Body(validated(type.create)) input: object,
      @Query(validatedQuery(creationQuery)) { duplicates }: CreationQuery,
      @Res({ passthrough: true }) reply: FastifyReply,
      @InParent(type) parentId?: string,
    ) {
      const record = await this.records.create(ctx, type, { input, parentId, duplicates });
      reply.header('location', addressOf(type, parentId, record.id));
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
        query: changeQuery,
        returns: saved,
        writes: true,
        versioned: true,
        problems: [404],
      }),
    )
    async update(
      @Ctx() ctx: RequestContext,
      @Targeted() target: Target,
      @Body(validated(type.update)) changes: object,
      @Query(validatedQuery(changeQuery)) { list_mode: lists, duplicates }: ChangeQuery,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const which = { ...target, ...(duplicates && { duplicates }) };
      return tagged(reply, await this.records.update(ctx, type, which, { input: changes, lists }));
    }

    @Route(
      'delete',
      Delete(':id'),
      Operation({
        id: `${plural}.delete`,
        summary: `Delete ${words.one}`,
        description: 'It keeps its values and can be restored.',
        scope: scopes.delete,
        returns: deletionContract(type),
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

/** The contract of the answer to a creation or change: the record, and which others it may repeat. */
const savedContract = ({ view, repeats }: RecordType): Dto =>
  repeats ? namedContract(contractName(view, '', 'Saved'), repeatsField(repeats), view) : view;

function tagged(reply: FastifyReply, record: RecordView): object {
  reply.header('etag', recordEtag(record));
  return record;
}

const together =
  (decorators: readonly MethodDecorator[]): MethodDecorator =>
  (target, key, descriptor) => {
    for (const decorate of decorators) decorate(target, key, descriptor);
  };
