import { Module } from '@nestjs/common';

import { OpenApiController } from './openapi.controller';
import { OpenApiDocument } from './openapi-document';

/** The reference of the API: its OpenAPI document and the pages that show it. */
@Module({ controllers: [OpenApiController], providers: [OpenApiDocument], exports: [OpenApiDocument] })
export class ReferenceModule {}
