import { defineLinks } from '@crm/record-links';

/** On a timeline a note stands where it was written. */
defineLinks('note', { from: ['written_at'], at: ({ written_at }) => written_at });
