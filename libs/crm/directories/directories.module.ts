import { Module } from '@nestjs/common';

import { DirectoriesController } from './directories.controller';
import { DirectoryOutline } from './directory-outline';
import { DirectoryValues } from './directory-values';

/** The drop-down lists of workspaces. */
@Module({
  controllers: [DirectoriesController],
  providers: [DirectoryOutline, DirectoryValues],
  exports: [DirectoryOutline],
})
export class DirectoriesModule {}
