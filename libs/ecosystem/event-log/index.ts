export { EventDto, ThinObjectDto } from './event.dto';
export { unknownFields } from './event-fields';
export {
  type EventFilter,
  objectOf,
  type ParsedEventFilter,
  parseEventFilter,
  readEventFilter,
} from './event-filter';
export { EVENT_FILTER } from './event-filter-contract';
export { EventLogModule } from './event-log.module';
export { eventSubjects, meetingFilters } from './event-matching';
export { renderedView } from './event-view';
export { exampleEvent } from './example-event';
export { followedFilters } from './followed-event-filters';
export { OBJECT_PATHS } from './object-urls';
export { readableEvents } from './readable-events';
export {
  API_VERSIONS,
  type ApiVersion,
  hiddenKey,
  PAYLOADS,
  type Payload,
  type Rendering,
  readRendering,
  renderingKey,
} from './rendering';
export { matchesType, patternFaults, patternsOf, visibleTypes } from './type-pattern';
