import type { Migration } from '@platform/database';

/** Whether a submission went to a lead that was there, and which leads it may be the same as. */
export const attachedSubmissions: Migration = {
  name: 'AttachedSubmissions1795000000062',
  statements: [
    `ALTER TABLE form_submissions
      ADD COLUMN is_attached boolean NOT NULL DEFAULT false,
      ADD COLUMN duplicate_ids jsonb NOT NULL DEFAULT '[]'`,
    'ALTER TABLE form_submissions ALTER COLUMN is_attached DROP DEFAULT, ALTER COLUMN duplicate_ids DROP DEFAULT',
  ],
};
