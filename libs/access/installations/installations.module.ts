import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { App } from './app.entity';
import { Installation } from './installation.entity';
import { InstallationLookup } from './installation-lookup.entity';
import { Installations } from './installations';
import { OAuthClients } from './oauth-clients';

/** Apps and the workspaces that they are installed in. */
@Module({
  imports: [TypeOrmModule.forFeature([App, Installation, InstallationLookup])],
  providers: [Installations, OAuthClients],
  exports: [Installations, OAuthClients],
})
export class InstallationsModule {}
