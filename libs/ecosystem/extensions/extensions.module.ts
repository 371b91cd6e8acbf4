import { OAuthModule } from '@access/oauth';
import { RecordWritesModule } from '@crm/records';
import { AppLifecycleModule } from '@ecosystem/apps';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { AppCall } from './app-call.entity';
import { AppCalls, AppCallsController } from './app-calls';
import { AppChecks } from './app-checks';
import { InstalledExtensions } from './installed-extensions';
import { PlacementsController } from './placements.controller';

/** Lets apps check writes, in whatever process these happen. */
@Module({
  imports: [TypeOrmModule.forFeature([AppCall]), AppLifecycleModule, RecordWritesModule],
  providers: [AppChecks, InstalledExtensions],
  exports: [InstalledExtensions, AppLifecycleModule],
})
export class AppChecksModule {}

/** The routes of what apps add to the CRM. */
@Module({
  imports: [AppChecksModule, OAuthModule],
  controllers: [AppCallsController, PlacementsController],
  providers: [AppCalls],
})
export class ExtensionsModule {}
