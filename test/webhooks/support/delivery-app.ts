import { AuditLog } from '@access/audit';
import { EventLogModule } from '@ecosystem/event-log';
import { WebhookDeliveryModule, WebhooksModule } from '@ecosystem/webhooks';
import { Global, Module } from '@nestjs/common';
import type { DispatcherOptions } from '../../../libs/ecosystem/webhooks/dispatcher';
import {
  DISPATCHER_OPTIONS,
  defaultDispatcherOptions,
} from '../../../libs/ecosystem/webhooks/dispatcher.provider';
import { startTestApp, type TestApp } from '../../events/support/test-app';

/** Retries follow within moments. The lease outlives the pauses of a busy machine: whoever loses a lane sends twice. */
const fast: DispatcherOptions = {
  ...defaultDispatcherOptions,
  schedule: (failedTries) => [0, 40, 80, 120][failedTries] ?? null,
  leaseMs: 6000,
  drainMs: 2000,
};

/** These workspaces are rows of no table, which a real log would refer to. */
@Global()
@Module({
  providers: [{ provide: AuditLog, useValue: { record: () => Promise.resolve() } }],
  exports: [AuditLog],
})
class NoAuditLog {}

/** API and worker in one process, as `npm start` runs them. */
export const startDeliveryApp = (
  databaseUrl: string,
  options: Partial<DispatcherOptions> = {},
): Promise<TestApp> =>
  startTestApp(databaseUrl, [NoAuditLog, EventLogModule, WebhooksModule, WebhookDeliveryModule], (builder) =>
    builder.overrideProvider(DISPATCHER_OPTIONS).useValue({ ...fast, ...options }),
  );

/** The API alone. */
export const startApiApp = (databaseUrl: string): Promise<TestApp> =>
  startTestApp(databaseUrl, [NoAuditLog, EventLogModule, WebhooksModule]);
