import { AppFieldsModule } from '@crm/fields';
import { Module } from '@nestjs/common';

import { AppFiles } from './app-files';
import { AppLifecycleModule } from './app-lifecycle.module';
import { AppLists } from './app-lists';
import { AppPushes } from './app-pushes';
import { AppReview } from './app-review';
import { AppSchemaController } from './app-schema.controller';
import { AppsController } from './apps.controller';
import { AppsService } from './apps.service';
import { Endings } from './endings';
import { Homecoming } from './homecoming';
import { InstallationRequests } from './installation-requests';
import { InstallationRequestsController } from './installation-requests.controller';
import { InstallationService } from './installation-service';
import { InstallationSettings } from './installation-settings';
import { InstallationsController } from './installations.controller';
import { Manifests } from './manifest/manifests';
import { Marketplace } from './marketplace';
import { MarketplaceController } from './marketplace.controller';
import { OperatorApps } from './operator-apps';
import { ReviewChecks } from './review-checks';
import { Uninstallation } from './uninstallation';

/** Apps: what they say of themselves, where they are installed, and how they go. */
@Module({
  imports: [AppLifecycleModule, AppFieldsModule],
  controllers: [
    AppsController,
    AppSchemaController,
    InstallationsController,
    InstallationRequestsController,
    MarketplaceController,
  ],
  providers: [
    AppFiles,
    AppLists,
    AppPushes,
    AppReview,
    AppsService,
    Endings,
    Homecoming,
    InstallationRequests,
    InstallationService,
    InstallationSettings,
    Manifests,
    Marketplace,
    ReviewChecks,
    Uninstallation,
  ],
})
export class AppsModule {}

/** What the operator decides about apps, without any routes. */
@Module({ imports: [AppLifecycleModule], providers: [AppReview, OperatorApps, ReviewChecks] })
export class OperatorAppsModule {}
