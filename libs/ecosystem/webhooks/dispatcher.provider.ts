import type { FactoryProvider, ValueProvider } from '@nestjs/common';
import { Database } from '@platform/database';
import { OutboundHttp } from '@platform/outbound-http';

import { Dispatcher, type DispatcherOptions } from './dispatcher';
import { EndpointHealth } from './endpoint-health';
import { EndpointSecrets } from './endpoint-secrets';
import { retrySchedule } from './retry-schedule';

/** Under which the behaviour of the dispatcher is provided, for tests to replace. */
export const DISPATCHER_OPTIONS = Symbol('dispatcher options');

export const defaultDispatcherOptions: DispatcherOptions = {
  schedule: (failedTries) => retrySchedule(failedTries, Math.random),
  leaseMs: 10_000,
  mostOpen: 512,
  drainMs: 10_000,
};

/** How the dispatcher of a worker behaves. */
export const optionsProvider: ValueProvider<DispatcherOptions> = {
  provide: DISPATCHER_OPTIONS,
  useValue: defaultDispatcherOptions,
};

/** The one dispatcher of a worker. */
export const dispatcherProvider: FactoryProvider<Dispatcher> = {
  provide: Dispatcher,
  inject: [Database, OutboundHttp, EndpointSecrets, EndpointHealth, DISPATCHER_OPTIONS],
  useFactory: (
    database: Database,
    outbound: OutboundHttp,
    secrets: EndpointSecrets,
    health: EndpointHealth,
    options: DispatcherOptions,
  ) => new Dispatcher({ database, outbound, secrets, health }, options),
};
