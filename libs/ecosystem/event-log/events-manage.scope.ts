import { defineScope } from '@platform/http';

/** The right to erase what the log holds of a record. */
export const eventsManage = defineScope('events:manage', 'erase what the log of events holds of a record');
