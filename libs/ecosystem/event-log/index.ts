export { EventDto } from './event.dto';
export { EventLogModule } from './event-log.module';
export { eventView } from './event-view';
export { exampleEvent } from './example-event';
export { matchesType, patternFaults, visibleTypes } from './type-pattern';
