import { Module } from '@nestjs/common';

import { EventCursor } from './event-cursor';
import { EventErasure } from './event-erasure';
import { EventsController } from './events.controller';
import { EventsService } from './events.service';
import { LogWaiters } from './log-waiters';

/** The events API. */
@Module({
  controllers: [EventsController],
  providers: [EventsService, EventErasure, EventCursor, LogWaiters],
})
export class EventLogModule {}
