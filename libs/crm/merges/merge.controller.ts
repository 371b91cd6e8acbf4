import type { RecordType } from '@crm/records';
import { Body, Controller, Headers, Post, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, etagOf, Operation, RequestContext, validated } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { mergeAnswer, mergeInput } from './merge.dto';
import { mergeEventsOf } from './merge.events';
import type { MergeInput } from './merge-request';
import { Merges } from './merges';

/** The route by which records of a kind are merged. */
export function mergeController(type: RecordType): Type {
  const { plural, words, scopes } = type;
  const accepts = mergeInput(type);
  mergeEventsOf(type);

  @ApiTags(plural)
  @Controller(`v1/${plural}`)
  class MergeController {
    constructor(private readonly merges: Merges) {}

    @Post('merge')
    @Operation({
      id: `${plural}.merge`,
      summary: `Merge ${words.many}`,
      description: `One of them survives and has whatever the others have had: what it lacks, entries of lists, and everything that names them. The others are gone, and their ids lead to the survivor. With \`validate_only\` it answers the survivor as it would be, and every field in which the records differ. \`If-Match\` is that of the survivor. Needs \`${scopes.delete.name}\` and, of a member, the right to merge each of the records, too. It can be undone for 90 days.`,
      scope: scopes.write,
      accepts,
      returns: mergeAnswer(type),
      writes: true,
      versioned: true,
      problems: [409, 422],
      cost: 20,
    })
    async merge(
      @Ctx() ctx: RequestContext,
      @Body(validated(accepts)) input: MergeInput,
      @Headers('if-match') ifMatch: string | undefined,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const done = await this.merges.merge(ctx, type, input, ifMatch);
      reply.header('etag', etagOf(done.record.version));
      return done;
    }
  }

  return MergeController;
}
