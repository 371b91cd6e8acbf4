import { AuditModule, AuditReadModule } from '@access/audit';
import { InstallationsModule } from '@access/installations';
import { OAuthModule } from '@access/oauth';
import { SignInModule } from '@access/sign-in';
import { TeamsModule } from '@access/teams';
import { TokensModule } from '@access/tokens';
import { WorkspacesModule } from '@access/workspaces';
import { BatchesModule } from '@crm/batches';
import { BulkUpdatesModule } from '@crm/bulk-updates';
import { CountersModule } from '@crm/counters';
import { CurrenciesModule, exchangeRateType } from '@crm/currencies';
import { DealRevaluationsModule } from '@crm/deal-revaluations';
import { DealTotalsModule } from '@crm/deal-totals';
import { DirectoriesModule, directoryValueType } from '@crm/directories';
import { DuplicateClustersModule, duplicateClusterType } from '@crm/duplicate-clusters';
import { DuplicatesModule, duplicateRuleType } from '@crm/duplicates';
import { FieldsModule } from '@crm/fields';
import { fileType, RecordFilesModule } from '@crm/files';
import { FormsModule, formType, submissionType } from '@crm/forms';
import { LeadConversionModule } from '@crm/lead-conversion';
import { LineItemsModule, lineItemType } from '@crm/line-items';
import { MergedIdsModule } from '@crm/merged-ids';
import { MergesModule } from '@crm/merges';
import { PipelinesModule, pipelineType, stageType } from '@crm/pipelines';
import { RecordLinksModule } from '@crm/record-links';
import { isCustomizable, RecordsModule } from '@crm/records';
import { SegmentsModule, segmentType } from '@crm/segments';
import { StageHistoryModule } from '@crm/stage-history';
import { TimelineModule } from '@crm/timeline';
import { AppsModule } from '@ecosystem/apps';
import { EventLogModule } from '@ecosystem/event-log';
import { ExtensionsModule } from '@ecosystem/extensions';
import { IncomingModule } from '@ecosystem/incoming';
import { RequestLogReadModule } from '@ecosystem/request-log';
import { WebhooksModule } from '@ecosystem/webhooks';
import { WorkspaceSetupModule } from '@ecosystem/workspace-setup';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ConfigModule, type Settings } from '@platform/config';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { FilesModule } from '@platform/files';
import { HttpModule } from '@platform/http';
import { JobsModule } from '@platform/jobs';
import { ObservabilityModule } from '@platform/observability';
import { RateLimitsModule } from '@platform/rate-limits';
import { RequestLogModule } from '@platform/request-log';
import { SecretsModule } from '@platform/secrets';
import { WritesModule } from '@platform/writes';

import { CLIENT_TYPES, LINKED_TYPES, STAGED_TYPES } from '../client-types';
import { ReferenceModule } from './reference/reference.module';

/** Every kind of record that the API serves. */
export const RECORD_TYPES = [
  ...CLIENT_TYPES,
  fileType,
  lineItemType,
  exchangeRateType,
  pipelineType,
  stageType,
  segmentType,
  duplicateRuleType,
  duplicateClusterType,
  formType,
  submissionType,
  directoryValueType,
];

const PLATFORM = [
  DatabaseModule,
  HttpModule,
  SecretsModule,
  EventsModule,
  FilesModule,
  WritesModule,
  JobsModule,
  RateLimitsModule,
  RequestLogModule,
  ObservabilityModule,
];
const ACCESS = [
  AuditModule,
  AuditReadModule,
  WorkspacesModule,
  TeamsModule,
  InstallationsModule,
  TokensModule,
  SignInModule,
  OAuthModule,
];
const CRM = [
  RecordsModule.forTypes(RECORD_TYPES),
  FieldsModule.forTypes(CLIENT_TYPES.filter(isCustomizable)),
  BatchesModule.forTypes(CLIENT_TYPES),
  DuplicatesModule.forTypes(LINKED_TYPES),
  DuplicateClustersModule,
  MergesModule.forTypes(LINKED_TYPES),
  BulkUpdatesModule.forTypes(CLIENT_TYPES),
  LineItemsModule,
  CurrenciesModule,
  DealTotalsModule.withRoute(),
  DealRevaluationsModule,
  PipelinesModule,
  DirectoriesModule,
  StageHistoryModule.forTypes(STAGED_TYPES),
  RecordLinksModule,
  MergedIdsModule,
  RecordFilesModule,
  TimelineModule.forTypes(LINKED_TYPES),
  CountersModule,
  LeadConversionModule,
  SegmentsModule.forTypes(CLIENT_TYPES),
  FormsModule,
];
const ECOSYSTEM = [
  EventLogModule,
  WebhooksModule,
  IncomingModule,
  AppsModule,
  ExtensionsModule,
  RequestLogReadModule,
  WorkspaceSetupModule,
];

/** The public REST API, the OAuth endpoints and the reference pages. */
@Module({})
export class ApiModule {
  /** `more` are the modules that a process adds: the standalone one brings the worker along. */
  static with(settings: Settings, more: readonly (Type | DynamicModule)[] = []): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.with(settings),
        ...PLATFORM,
        ...ACCESS,
        ...CRM,
        ...ECOSYSTEM,
        ReferenceModule,
        ...more,
      ],
    };
  }
}
