import { RecordReader } from '@crm/records';
import { Controller, Get, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FileStore } from '@platform/files';
import {
  Ctx,
  etagOf,
  IdParam,
  notFound,
  Operation,
  RequestContext,
  rawBodyOf,
  validatedQuery,
} from '@platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { contentHeaders } from './content-headers';
import { FileDto, UploadQueryDto } from './file.dto';
import { fileType } from './file.record-type';
import { FileUploads } from './file-uploads';

@ApiTags('files')
@Controller('v1/files')
export class FilesController {
  constructor(
    private readonly uploads: FileUploads,
    private readonly records: RecordReader,
    private readonly store: FileStore,
  ) {}

  @Post()
  @Operation({
    id: 'files.create',
    summary: 'Upload a file',
    description:
      'The body is the bytes of the file, its Content-Type what they are, at most 25 MB unless the server is set otherwise. With an Idempotency-Key the bytes are sent again, too: other bytes, or another Content-Type, are 422 `idempotency_key_reused`.',
    scope: fileType.scopes.write,
    query: UploadQueryDto,
    takesBytes: true,
    returns: FileDto,
    status: 201,
    writes: true,
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(UploadQueryDto)) query: UploadQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const file = await this.uploads.take(ctx, query, rawBodyOf(request));
    reply.header('location', `/v1/files/${file.id}`).header('etag', etagOf(file.version));
    return file;
  }

  @Get(':id/content')
  @Operation({
    id: 'files.get_content',
    summary: 'Download a file',
    description:
      'The bytes as they were uploaded, with their type, as an attachment: a browser saves them and runs nothing of them.',
    scope: fileType.scopes.read,
    returns: { bytes: true },
    problems: [404],
  })
  async content(
    @Ctx() ctx: RequestContext,
    @IdParam('file') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { name, content_type, size } = await this.records.get(ctx, fileType, id);
    const bytes = await this.store.open({ workspaceId: ctx.workspaceId, id });
    if (!bytes) throw notFound('content');
    reply.headers(contentHeaders(String(name), String(content_type), Number(size)));
    return new StreamableFile(bytes);
  }
}
