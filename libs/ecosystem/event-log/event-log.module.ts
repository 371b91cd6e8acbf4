import { Module } from '@nestjs/common';

import { EventCursor } from './event-cursor';
import { EventsController } from './events.controller';
import { EventsService } from './events.service';
import { LogWaiters } from './log-waiters';

/** The events API. */
@Module({ controllers: [EventsController], providers: [EventsService, EventCursor, LogWaiters] })
export class EventLogModule {}
