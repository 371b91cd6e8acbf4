import { defineScope } from '@platform/http';

/** What it takes to read the history of merges, and to undo one. */
export const MERGE_SCOPES = {
  read: defineScope('merges:read', 'read which records were merged'),
  write: defineScope('merges:write', 'undo merges'),
};
