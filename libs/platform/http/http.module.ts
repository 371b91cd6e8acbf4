import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';

import { AccessGuard } from './access.guard';
import { CursorCodec } from './cursor-codec';
import { ProblemFilter } from './problem.filter';
import { RouteCatalog } from './route-catalog';

/** What every HTTP route of the product stands on: the guard, problem answers, cursors. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    CursorCodec,
    RouteCatalog,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [CursorCodec, RouteCatalog],
})
export class HttpModule {}
