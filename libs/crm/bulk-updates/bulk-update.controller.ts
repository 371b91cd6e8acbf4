import type { RecordType } from '@crm/records';
import { Body, Controller, Post, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validated } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { BulkUpdateDto, type BulkUpdateInput, bulkUpdateContract, TRIED } from './bulk-update.dto';
import { BulkUpdates } from './bulk-updates';

/** The route that changes all records of one type that meet a filter, however many they are. */
export function bulkUpdateController(type: RecordType): Type {
  const { plural, words, scopes } = type;
  const accepts = bulkUpdateContract(type);

  @ApiTags(plural)
  @Controller(`v1/${plural}`)
  class BulkUpdateController {
    constructor(private readonly updates: BulkUpdates) {}

    @Post('bulk-update')
    @Operation({
      id: `${plural}.bulk_update`,
      summary: `Change all ${words.many} that meet a filter`,
      description: describe(words.many),
      scope: scopes.write,
      accepts,
      returns: BulkUpdateDto,
      status: 202,
      writes: true,
    })
    async run(
      @Ctx() ctx: RequestContext,
      @Body(validated(accepts)) input: BulkUpdateInput,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const job = await this.updates.start(ctx, type, input);
      reply.header('location', `/v1/jobs/${job.id}`);
      return job;
    }
  }

  return BulkUpdateController;
}

const describe = (
  many: string,
) => `Starts a job and answers with it: \`progress.total\` tells how many ${many} meet the filter now.
The job changes the ${many} that were there at the request, in the order of their ids and a few hundred at a time. Each is changed as with PATCH, and events tell of it; one that a rule for duplicates blocks is not. Whether one meets the filter is decided when its turn comes, but relative times count from the request: one that was changed or deleted meanwhile, so that it no longer does, is left alone and has no result.
It has of the caller's rights what is left when a step begins: it fails when the key is revoked or expires, when the app stops running in the workspace, or when it loses a scope that the job needs. Two jobs of a workspace run at once, the others wait for them, at most 100 in all.
With \`validate_only\` the change is tried on the first ${TRIED}: \`progress\` and \`results\` tell what would become of them. The job and its results are kept for 30 days after its end.`;
