import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { EventLog } from './event-log';
import { FeedEntry, OutboxPointer, Shard, StoredEvent, WorkspaceSequence } from './log.entities';
import { LogSignals } from './log-signals';
import { Outbox } from './outbox';

/** Lets every module put its events into the outbox, and read the log. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([StoredEvent, OutboxPointer, FeedEntry, Shard, WorkspaceSequence])],
  providers: [Outbox, LogSignals, EventLog],
  exports: [Outbox, LogSignals, EventLog],
})
export class EventsModule {}
