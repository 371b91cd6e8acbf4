import { DUPLICATE_SCOPES } from '@crm/duplicates';
import { type RecordView, type Target, targeted } from '@crm/records';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, etagOf, IdParam, Operation, RequestContext, validatedIfSent } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { ClusterDismissals } from './cluster-dismissals';
import { ClusterPairs } from './cluster-pairs';
import { DismissClusterDto, DuplicateClusterDto, DuplicatePairDto } from './duplicate-cluster.dto';
import { duplicateClusterType } from './duplicate-cluster.record-type';

const write = {
  scope: DUPLICATE_SCOPES.write,
  returns: DuplicateClusterDto,
  writes: true,
  versioned: true,
  problems: [404],
} as const;

/** What is done with clusters, beside reading them. */
@ApiTags('duplicate_clusters')
@Controller('v1/duplicate-clusters')
export class DuplicateClustersController {
  constructor(
    private readonly pairs: ClusterPairs,
    private readonly dismissals: ClusterDismissals,
  ) {}

  @Get(':id/pairs')
  @Operation({
    id: 'duplicate_clusters.list_pairs',
    summary: 'List the pairs of a cluster, and why they may be the same',
    description:
      'Compared as the records are now, the highest score first; at most 500. Needs the scope to read the records (`contacts:read` …) as well.',
    scope: DUPLICATE_SCOPES.read,
    returns: { listOf: DuplicatePairDto },
    problems: [404],
  })
  async list(@Ctx() ctx: RequestContext, @IdParam('duplicate_cluster') id: string) {
    return { data: await this.pairs.of(ctx, id) };
  }

  @Post(':id/dismiss')
  @Operation({
    ...write,
    id: 'duplicate_clusters.dismiss',
    summary: 'Say that records are not the same',
    description:
      'All of the cluster, which is `dismissed` then, or those that `record_ids` names and the rest, which leaves the cluster without them. It holds for the pairs, whatever the records become, until it is taken back.',
    accepts: DismissClusterDto,
    mayLackBody: true,
  })
  async dismiss(
    @Ctx() ctx: RequestContext,
    @targeted(duplicateClusterType) target: Target,
    @Body(validatedIfSent(DismissClusterDto)) { record_ids }: DismissClusterDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.dismissals.dismiss(ctx, target, record_ids ?? null));
  }

  @Post(':id/reopen')
  @Operation({
    ...write,
    id: 'duplicate_clusters.reopen',
    summary: 'Take it back that records are not the same',
    description:
      'Of a dismissed cluster, of all its pairs; of an open one, of those that left it. What hangs together by then is one cluster again: when that is another one, or nothing, this one is answered as deleted.',
  })
  async reopen(
    @Ctx() ctx: RequestContext,
    @targeted(duplicateClusterType) target: Target,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.dismissals.reopen(ctx, target));
  }
}

function tagged(reply: FastifyReply, cluster: RecordView): RecordView {
  reply.header('etag', etagOf(cluster.version));
  return cluster;
}
