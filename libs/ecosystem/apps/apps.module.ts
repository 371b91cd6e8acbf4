import { AppFieldsModule } from '@crm/fields';
import { Module } from '@nestjs/common';

import { AppLifecycleModule } from './app-lifecycle.module';
import { AppReview } from './app-review';
import { AppSchemaController } from './app-schema.controller';
import { AppsController } from './apps.controller';
import { AppsService } from './apps.service';
import { Homecoming } from './homecoming';
import { InstallationRequests } from './installation-requests';
import { InstallationRequestsController } from './installation-requests.controller';
import { InstallationService } from './installation-service';
import { InstallationSettings } from './installation-settings';
import { InstallationsController } from './installations.controller';
import { Manifests } from './manifest/manifests';
import { Marketplace } from './marketplace';
import { MarketplaceController } from './marketplace.controller';
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
    AppReview,
    AppsService,
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
