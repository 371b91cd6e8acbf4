export { changedSince, type SeenVersion } from './changed-since';
export { defineEvent, type EventDefinition, eventType, eventTypes } from './define-event';
export {
  type EventKey,
  EventLog,
  type LogBounds,
  type LoggedEvent,
  type LogPage,
  readEvents,
  readRecordIds,
} from './event-log';
export { EventsModule } from './events.module';
export { type GrownLogs, LogSignals } from './log-signals';
export { LowWaterMark, type OutboxMark, type Pass } from './low-water-mark';
export { type Change, type NewEvent, Outbox, SHARD } from './outbox';
export { keepPartitions, type PartitionUpkeep } from './partitions';
export { type Found, PollLoop } from './poll-loop';
export { type PrivilegedAction, PrivilegedActions } from './privileged-actions';
export { Sequencer } from './sequencer';
export { type HistoricWrite, historyOf } from './thing-history';
