import { DirectoriesModule } from '@crm/directories';
import { PipelinesModule } from '@crm/pipelines';
import { Module } from '@nestjs/common';

import { OpenApiController } from './openapi.controller';
import { OpenApiDocument } from './openapi-document';
import { WorkspaceDocuments } from './workspace-documents';

/** The reference of the API: its OpenAPI document, as everybody and as each workspace sees it, and the pages that show it. */
@Module({
  imports: [PipelinesModule, DirectoriesModule],
  controllers: [OpenApiController],
  providers: [OpenApiDocument, WorkspaceDocuments],
  exports: [OpenApiDocument],
})
export class ReferenceModule {}
