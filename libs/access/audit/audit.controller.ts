import { Readable } from 'node:stream';

import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, IdParam, Operation, type Page, RequestContext, validatedQuery } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { AuditEntryDto, AuditHeadDto } from './audit-entry.dto';
import { AuditQueryDto, AuditRangeDto } from './audit-query.dto';
import { AuditReader } from './audit-reader';
import { auditRead } from './audit-scopes';

/** `/v1/audit-log`: who did what only few may do. */
@ApiTags('audit_log')
@Controller('v1/audit-log')
export class AuditController {
  constructor(private readonly log: AuditReader) {}

  @Get()
  @Operation({
    id: 'audit_log.list',
    summary: 'List privileged actions',
    description:
      'Every change of members, teams, keys, webhook endpoints, the workspace and what it is set up with (pipelines, stages, fields, directories, forms, segments, currencies), the newest first.',
    scope: auditRead,
    query: AuditQueryDto,
    returns: { pageOf: AuditEntryDto },
  })
  list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(AuditQueryDto)) query: AuditQueryDto,
  ): Promise<Page<AuditEntryDto>> {
    return this.log.list(ctx, query);
  }

  @Get('head')
  @Operation({
    id: 'audit_log.get_head',
    summary: 'Get the end of the audit log',
    description:
      'Keep it elsewhere from time to time: the log can be verified against it later, whoever had access to the database since.',
    scope: auditRead,
    returns: AuditHeadDto,
  })
  head(@Ctx() ctx: RequestContext): Promise<AuditHeadDto> {
    return this.log.head(ctx);
  }

  @Get('export')
  @Operation({
    id: 'audit_log.export',
    summary: 'Download the audit log',
    description:
      'As lines of JSON (NDJSON, `application/x-ndjson`), the oldest first, with the hashes: `dealwright audit verify` verifies such a file without asking the server.',
    scope: auditRead,
    query: AuditRangeDto,
    returns: { bytes: true },
    cost: 10,
  })
  export(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(AuditRangeDto)) range: AuditRangeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): StreamableFile {
    reply.headers({
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="audit-log.ndjson"',
      'cache-control': 'no-store',
    });
    return new StreamableFile(Readable.from(this.log.lines(ctx, range), { objectMode: false }));
  }

  @Get(':id')
  @Operation({
    id: 'audit_log.get',
    summary: 'Get one privileged action',
    scope: auditRead,
    returns: AuditEntryDto,
    problems: [404],
  })
  get(@Ctx() ctx: RequestContext, @IdParam('audit_entry') id: string): Promise<AuditEntryDto> {
    return this.log.get(ctx, id);
  }
}
