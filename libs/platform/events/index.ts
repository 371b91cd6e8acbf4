export { changedSince, type SeenVersion } from './changed-since';
export { defineEvent, type EventDefinition, eventType, eventTypes } from './define-event';
export { eraseEvents } from './erase-events';
export {
  type EventKey,
  EventLog,
  type EventOrigin,
  erasedAmong,
  type LogBounds,
  type LoggedEvent,
  type LogPage,
  readEvents,
  readRecordIds,
  type StoredEvent,
} from './event-log';
export { EventsModule } from './events.module';
export { type GrownLogs, LogSignals } from './log-signals';
export { LowWaterMark, type OutboxMark, type Pass } from './low-water-mark';
export { type Change, type NewEvent, Outbox, SHARD } from './outbox';
export { keepPartitions, type PartitionUpkeep } from './partitions';
export { type Found, PollLoop } from './poll-loop';
export { type PrivilegedAction, PrivilegedActions } from './privileged-actions';
export { Sequencer } from './sequencer';
export { watchStorage } from './storage-gauges';
export { type HistoricWrite, historyOf, historyOfAny } from './thing-history';
