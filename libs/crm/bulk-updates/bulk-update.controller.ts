import { checkFilter, type RecordType } from '@crm/records';
import { Body, Controller, Post, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validated } from '@platform/http';
import { JobDto, Jobs, jobView } from '@platform/jobs';
import { Writes } from '@platform/writes';
import type { FastifyReply } from 'fastify';

import { BULK_UPDATE, type BulkUpdateInput, bulkUpdateContract } from './bulk-update.dto';

/** The route that changes all records of one type that meet a filter, however many they are. */
export function bulkUpdateController(type: RecordType): Type {
  const { name, plural, words, scopes } = type;
  const accepts = bulkUpdateContract(type);

  @ApiTags(plural)
  @Controller(`v1/${plural}`)
  class BulkUpdateController {
    constructor(
      private readonly jobs: Jobs,
      private readonly writes: Writes,
    ) {}

    @Post('bulk-update')
    @Operation({
      id: `${plural}.bulk_update`,
      summary: `Change all ${words.many} that meet a filter`,
      description: `Starts a job and answers with it. It changes the ${words.many} that were there at the request, in the order of their ids and a few hundred at a time, with the rights that the caller had; each is changed as with PATCH, and events tell of it.`,
      scope: scopes.write,
      accepts,
      returns: JobDto,
      status: 202,
      writes: true,
    })
    async run(
      @Ctx() ctx: RequestContext,
      @Body(validated(accepts)) input: BulkUpdateInput,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      checkFilter(ctx, type, input.filter);
      const job = await this.writes.run(ctx, async (tx) =>
        jobView(await this.jobs.add(tx, ctx, { kind: BULK_UPDATE, object: name, input })),
      );
      reply.header('location', `/v1/jobs/${job.id}`);
      return job;
    }
  }

  return BulkUpdateController;
}
