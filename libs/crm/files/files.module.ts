import { Module } from '@nestjs/common';

import { FileUploads } from './file-uploads';
import { FilesController } from './files.controller';

/** Files on records: upload and download. */
@Module({ controllers: [FilesController], providers: [FileUploads] })
export class RecordFilesModule {}
