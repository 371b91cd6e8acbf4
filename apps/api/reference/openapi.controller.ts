import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Operation } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { OpenApiDocument } from './openapi-document';

/** The contract itself: public, and cached by whoever asked before. */
@ApiExcludeController()
@Controller('v1/openapi.json')
export class OpenApiController {
  constructor(private readonly document: OpenApiDocument) {}

  @Get()
  @Operation({ id: 'reference.openapi', summary: 'This document', scope: 'public', returns: Object })
  read(@Res({ passthrough: true }) reply: FastifyReply): string {
    reply.type('application/json');
    return this.document.text();
  }
}
