import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Settings } from '@platform/config';
import { JsonField, Operation, TextField } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { MANIFEST_SCHEMA } from './manifest/manifest-schema';

/** A JSON Schema, as far as its reader needs a type. */
export class AppSchemaDto {
  @TextField({ max: 2048, example: 'https://crm.example.com/schemas/app/1.json' }) $id: string;
  @TextField({ max: 2048, example: 'https://json-schema.org/draft/2020-12/schema' }) $schema: string;
  @TextField({ example: 'The manifest of an app (crm-app.json)' }) title: string;
  @TextField({ example: 'object' }) type: string;
  @JsonField({ type: 'object' }, { example: {} }) properties: object;
  @JsonField({ type: 'array', items: { type: 'string' } }, { example: [] }) required: string[];
  @JsonField({}, { example: false }) additionalProperties: unknown;
}

/** What every `crm-app.json` is held against, for editors and other programs. */
@ApiTags('reference')
@Controller('schemas/app/1.json')
export class AppSchemaController {
  constructor(private readonly settings: Settings) {}

  @Get()
  @Operation({
    id: 'reference.app_schema',
    summary: 'Get the JSON Schema of the manifests of apps',
    description: 'JSON Schema 2020-12. Needs no token.',
    scope: 'public',
    returns: AppSchemaDto,
  })
  read(@Res({ passthrough: true }) reply: FastifyReply): object {
    void reply.header('cache-control', 'public, max-age=3600');
    return { $id: `${this.settings.publicUrl}/schemas/app/1.json`, ...MANIFEST_SCHEMA };
  }
}
