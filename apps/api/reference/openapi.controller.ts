import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { type GuardedRequest, isKnownToCaller, Operation } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { OpenApiDto } from './openapi.dto';
import { OpenApiDocument } from './openapi-document';
import { WorkspaceDocuments } from './workspace-documents';

/** The contract itself: public, and kept for a minute by whoever asked before; with a token it is that of its workspace. */
@ApiTags('reference')
@Controller('v1/openapi.json')
export class OpenApiController {
  constructor(
    private readonly document: OpenApiDocument,
    private readonly workspaces: WorkspaceDocuments,
  ) {}

  @Get()
  @Operation({
    id: 'reference.openapi',
    summary: 'Get this document',
    description:
      'Needs no token. With one it is the document of its workspace, which also lists the ids and names of its pipelines and stages, if the token may read them. Send the ETag back in If-None-Match: 304 says that nothing has changed.',
    scope: 'public',
    mayKnowCaller: true,
    returns: OpenApiDto,
  })
  @ApiResponse({ status: 304, description: 'The caller knows this version already (If-None-Match).' })
  async read(
    @Req() { context }: GuardedRequest,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { text, etag } = context ? await this.workspaces.of(context) : this.document.finished();
    const keepers = context ? 'private' : 'public';
    // CORS has put `Origin` there.
    const vary = [reply.getHeader('vary'), 'Authorization'].filter(Boolean).join(', ');
    reply.headers({ etag, vary, 'cache-control': `${keepers}, max-age=60` });
    if (isKnownToCaller(known, etag)) {
      reply.status(304);
      return undefined;
    }
    reply.type('application/json');
    return text;
  }
}
