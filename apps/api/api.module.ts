import { InstallationsModule } from '@access/installations';
import { OAuthModule } from '@access/oauth';
import { TokensModule } from '@access/tokens';
import { WorkspacesModule } from '@access/workspaces';
import { BatchesModule } from '@crm/batches';
import { BulkUpdatesModule } from '@crm/bulk-updates';
import { CurrenciesModule, exchangeRateType } from '@crm/currencies';
import { DealRevaluationsModule } from '@crm/deal-revaluations';
import { DealTotalsModule } from '@crm/deal-totals';
import { FieldsModule } from '@crm/fields';
import { LineItemsModule, lineItemType } from '@crm/line-items';
import { PipelinesModule, pipelineType, stageType } from '@crm/pipelines';
import { RecordsModule } from '@crm/records';
import { StageHistoryModule } from '@crm/stage-history';
import { EventLogModule } from '@ecosystem/event-log';
import { WebhooksModule } from '@ecosystem/webhooks';
import { WorkspaceSetupModule } from '@ecosystem/workspace-setup';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ConfigModule, type Settings } from '@platform/config';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { HttpModule } from '@platform/http';
import { JobsModule } from '@platform/jobs';
import { ObservabilityModule } from '@platform/observability';
import { RateLimitsModule } from '@platform/rate-limits';
import { SecretsModule } from '@platform/secrets';
import { WritesModule } from '@platform/writes';

import { CLIENT_TYPES, STAGED_TYPES } from '../client-types';
import { ReferenceModule } from './reference/reference.module';

/** Every kind of record that the API serves. */
export const RECORD_TYPES = [...CLIENT_TYPES, lineItemType, exchangeRateType, pipelineType, stageType];

const PLATFORM = [
  DatabaseModule,
  HttpModule,
  SecretsModule,
  EventsModule,
  WritesModule,
  JobsModule,
  RateLimitsModule,
  ObservabilityModule,
];
const ACCESS = [WorkspacesModule, InstallationsModule, TokensModule, OAuthModule];
const CRM = [
  RecordsModule.forTypes(RECORD_TYPES),
  FieldsModule.forTypes(CLIENT_TYPES),
  BatchesModule.forTypes(CLIENT_TYPES),
  BulkUpdatesModule.forTypes(CLIENT_TYPES),
  LineItemsModule,
  CurrenciesModule,
  DealTotalsModule.withRoute(),
  DealRevaluationsModule,
  PipelinesModule,
  StageHistoryModule.forTypes(STAGED_TYPES),
];
const ECOSYSTEM = [EventLogModule, WebhooksModule, WorkspaceSetupModule];

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
