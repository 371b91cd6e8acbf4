export { defineEvent, type EventDefinition, eventType, eventTypes } from './define-event';
export { EventsModule } from './events.module';
export { type Change, type NewEvent, Outbox } from './outbox';
