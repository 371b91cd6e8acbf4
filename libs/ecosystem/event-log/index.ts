export { EventDto } from './event.dto';
export { type EventFilter, type ParsedEventFilter, parseEventFilter, readEventFilter } from './event-filter';
export { EVENT_FILTER } from './event-filter-contract';
export { EventLogModule } from './event-log.module';
export { meetingFilters } from './event-matching';
export { eventView } from './event-view';
export { exampleEvent } from './example-event';
export { matchesType, patternFaults, visibleTypes } from './type-pattern';
