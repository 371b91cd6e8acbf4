import { Global, Module } from '@nestjs/common';

import { Health } from './health';

/** Hands out the health of the process. */
@Global()
@Module({ providers: [Health], exports: [Health] })
export class ObservabilityModule {}
