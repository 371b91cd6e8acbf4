import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isKnownToCaller, Operation } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { OpenApiDto } from './openapi.dto';
import { OpenApiDocument } from './openapi-document';

/** The contract itself: public, and kept for a minute by whoever asked before. */
@ApiTags('reference')
@Controller('v1/openapi.json')
export class OpenApiController {
  constructor(private readonly document: OpenApiDocument) {}

  @Get()
  @Operation({
    id: 'reference.openapi',
    summary: 'Get this document',
    description: 'Needs no token. Send the ETag back in If-None-Match: 304 says that nothing has changed.',
    scope: 'public',
    returns: OpenApiDto,
  })
  read(
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    const etag = this.document.etag();
    reply.headers({ etag, 'cache-control': 'public, max-age=60' });
    if (isKnownToCaller(known, etag)) {
      reply.status(304);
      return undefined;
    }
    reply.type('application/json');
    return this.document.text();
  }
}
