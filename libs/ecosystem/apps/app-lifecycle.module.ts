import { InstallationsModule } from '@access/installations';
import { EndpointsModule } from '@ecosystem/webhooks';
import { Module } from '@nestjs/common';
import { VersionedRowsModule } from '@platform/versioned-rows';
import { WritesModule } from '@platform/writes';

import { AppChanges } from './app-changes';
import { AppSecrets } from './app-secrets';
import { AppStore } from './app-store';
import { Redaction } from './redaction';
import { Rollout } from './rollout';

const PROVIDERS = [AppChanges, AppSecrets, AppStore, Redaction, Rollout];

/** What requests and the worker both do with apps. */
@Module({
  imports: [InstallationsModule, EndpointsModule, VersionedRowsModule, WritesModule],
  providers: PROVIDERS,
  exports: [...PROVIDERS, InstallationsModule, EndpointsModule, VersionedRowsModule, WritesModule],
})
export class AppLifecycleModule {}
