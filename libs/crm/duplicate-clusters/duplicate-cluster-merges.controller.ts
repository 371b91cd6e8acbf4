import { DUPLICATE_SCOPES } from '@crm/duplicates';
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validated } from '@platform/http';
import { JobDto } from '@platform/jobs';
import type { FastifyReply } from 'fastify';

import { MergeClustersDto } from './cluster-merge.dto';
import { ClusterMerges } from './cluster-merges';

/** The route by which many clusters are merged. */
@ApiTags('duplicate_clusters')
@Controller('v1/duplicate-clusters')
export class DuplicateClusterMergesController {
  constructor(private readonly merges: ClusterMerges) {}

  @Post('merge')
  @Operation({
    id: 'duplicate_clusters.merge',
    summary: 'Merge the records of many clusters',
    description: `Starts a job that merges one open cluster after the other, in the order of their ids, as \`POST /v1/{objects}/merge\` does: with its events, its entry in the audit log, and 90 days to undo it.
The survivor of each is chosen by the policy; those of its records that are a pair with the survivor are merged into it, at most 50. Others, which only hang together with these, stay a cluster.
Beside \`duplicates:manage\` it needs the scopes of a merge (\`contacts:write\` and \`contacts:delete\` …), and the rights of the caller's role at every step; what cannot be merged is told in the results, by cluster.`,
    scope: DUPLICATE_SCOPES.write,
    accepts: MergeClustersDto,
    returns: JobDto,
    status: 202,
    writes: true,
  })
  async run(
    @Ctx() ctx: RequestContext,
    @Body(validated(MergeClustersDto)) input: MergeClustersDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.merges.start(ctx, input);
    reply.header('location', `/v1/jobs/${job.id}`);
    return job;
  }
}
