import { defineScope } from '@platform/http';

/** The right to read the log; each event also needs the scope of what it is about. */
export const eventsRead = defineScope('events:read', 'read the log of events that its other rights allow');
