import { defineLinks } from '@crm/record-links';

/**
 * On a timeline an activity stands where it was done, and until then where it was planned. Filters on records ask most, and
 * counters always, whether it is done and when it is due.
 */
defineLinks('activity', {
  from: ['done_at'],
  at: ({ done_at, created_at }) => done_at ?? created_at,
  repeated: ['done', 'due_at'],
});
