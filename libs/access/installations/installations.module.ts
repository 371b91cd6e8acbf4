import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { App } from './app.entity';
import { AppVersion } from './app-version.entity';
import { Installation } from './installation.entity';
import { InstallationFarewells } from './installation-farewells';
import { InstallationLookup } from './installation-lookup.entity';
import { Installations } from './installations';
import { OAuthClients } from './oauth-clients';

/** Apps and the workspaces that they are installed in. */
@Module({
  imports: [TypeOrmModule.forFeature([App, AppVersion, Installation, InstallationLookup])],
  providers: [InstallationFarewells, Installations, OAuthClients],
  exports: [InstallationFarewells, Installations, OAuthClients],
})
export class InstallationsModule {}
