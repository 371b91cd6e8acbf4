// Events are about these too: who may see them depends on what is known of them.
import '@access/teams';
import '@crm/lead-conversion';
import '@crm/line-items';
import '@crm/segments';

import { AuditModule } from '@access/audit';
import { OAuthUpkeepModule } from '@access/oauth';
import { SignInUpkeepModule } from '@access/sign-in';
import { CurrentRightsModule } from '@access/tokens';
import { BulkUpdateWorkerModule } from '@crm/bulk-updates';
import { RevaluationWorkerModule } from '@crm/deal-revaluations';
import { DuplicateWorkerModule } from '@crm/duplicate-clusters';
import { FieldUpkeepModule } from '@crm/fields';
import { FilesUpkeepModule } from '@crm/files';
import { FormWorkerModule } from '@crm/forms';
import { MergesUpkeepModule } from '@crm/merges';
import { AppUpkeepModule } from '@ecosystem/apps';
import { AppChecksModule } from '@ecosystem/extensions';
import { IncomingUpkeepModule } from '@ecosystem/incoming';
import { WebhookDeliveryModule } from '@ecosystem/webhooks';
import { MailWorkerModule } from '@platform/mail';
import { RateLimitsUpkeepModule } from '@platform/rate-limits';
import { WritesUpkeepModule } from '@platform/writes';

import { CLIENT_TYPES } from '../client-types';

/** What runs behind the API: sequencing, fan-out and delivery of events, jobs, and the removal of what has expired. */
export const WORKER_PARTS = [
  AuditModule,
  WebhookDeliveryModule,
  OAuthUpkeepModule,
  MailWorkerModule,
  SignInUpkeepModule,
  WritesUpkeepModule,
  FormWorkerModule,
  CurrentRightsModule,
  BulkUpdateWorkerModule.forTypes(CLIENT_TYPES),
  DuplicateWorkerModule,
  FieldUpkeepModule,
  FilesUpkeepModule,
  MergesUpkeepModule,
  RevaluationWorkerModule,
  RateLimitsUpkeepModule,
  IncomingUpkeepModule,
  AppUpkeepModule,
  AppChecksModule,
];
