import { defineLinks } from '@crm/record-links';

/** On a timeline a file stands where it was uploaded. */
defineLinks('file', { from: [], at: ({ created_at }) => created_at });
