import { DUPLICATE_SCOPES } from '@crm/duplicates';
import type { MatchedObject } from '@crm/matching';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Operation, RequestContext, validated } from '@platform/http';
import { JobDto } from '@platform/jobs';
import type { FastifyReply } from 'fastify';

import { DuplicateScanDto, StartScanDto } from './duplicate-cluster.dto';
import { DuplicateScans } from './duplicate-scans';

/** Scans of all records of a kind for duplicates. */
@ApiTags('duplicate_scans')
@Controller('v1/duplicate-scans')
export class DuplicateScansController {
  constructor(private readonly scans: DuplicateScans) {}

  @Get()
  @Operation({
    id: 'duplicate_scans.list',
    summary: 'List the last scan of each kind of record',
    scope: DUPLICATE_SCOPES.read,
    returns: { listOf: DuplicateScanDto },
  })
  async list(@Ctx() ctx: RequestContext) {
    return { data: await this.scans.list(ctx) };
  }

  @Post()
  @Operation({
    id: 'duplicate_scans.create',
    summary: 'Look through all records of a kind for duplicates',
    description:
      'Starts a job that compares all records which share a key, and keeps clusters of those that may be the same. Its progress counts keys, about five a record; `updated` are the pairs that were found. From the first scan on, the clusters of that kind follow what is written; scan once more after the rules have changed.',
    scope: DUPLICATE_SCOPES.write,
    accepts: StartScanDto,
    returns: JobDto,
    status: 202,
    writes: true,
  })
  async start(
    @Ctx() ctx: RequestContext,
    @Body(validated(StartScanDto)) { object }: StartScanDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.scans.start(ctx, object as MatchedObject);
    reply.header('location', `/v1/jobs/${job.id}`);
    return job;
  }
}
