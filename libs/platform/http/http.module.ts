import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

import { AccessGuard } from './access.guard';
import { askBeforeBody } from './before-body';
import { Callers } from './callers';
import { CursorCodec } from './cursor-codec';
import { ProblemFilter } from './problem.filter';
import { RouteCatalog } from './route-catalog';

/** What every HTTP route of the product stands on: the guard, problem answers, cursors. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    Callers,
    CursorCodec,
    RouteCatalog,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [CursorCodec, RouteCatalog],
})
export class HttpModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly routes: RouteCatalog,
    private readonly callers: Callers,
  ) {}

  onModuleInit(): void {
    askBeforeBody(this.http.httpAdapter.getInstance<FastifyInstance>(), this.routes, this.callers);
  }
}
