import { Global, Module } from '@nestjs/common';

import { Outbox } from './outbox';

/** Lets every module put its events into the outbox. */
@Global()
@Module({ providers: [Outbox], exports: [Outbox] })
export class EventsModule {}
