import { Controller, Get, Query, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, RequestContext, validatedQuery } from '@platform/http';

import type { ReverseLink } from './links';
import { type ListQueryDto, listQueryOf } from './record-query.dto';
import { RecordReader } from './record-reader';
import type { RecordType } from './record-type';

/** The route that lists what points to a record: the plain list of the other type, with one more condition. */
export function pointingListController(type: RecordType, link: ReverseLink): Type {
  const { name, plural, words, scopes } = type;
  const { view } = link.type;
  const listQuery = listQueryOf(link.type);

  @ApiTags(plural)
  @Controller(`v1/${plural}/:id/${link.name}`)
  class PointingListController {
    constructor(private readonly reader: RecordReader) {}

    @Get()
    @Operation({
      id: `${plural}.list_${link.name}`,
      summary: `List the ${link.name} of ${words.one}`,
      description: `The list of ${link.type.words.many}, narrowed down to those of one record; needs \`${scopes.read.name}\`, too.`,
      scope: link.type.scopes.read,
      query: listQuery,
      returns: { pageOf: view },
      picks: true,
      problems: [404],
    })
    list(
      @Ctx() ctx: RequestContext,
      @IdParam(name) id: string,
      @Query(validatedQuery(listQuery)) query: ListQueryDto,
    ) {
      return this.reader.listPointing(ctx, { to: type, id, link }, query);
    }
  }

  return PointingListController;
}
