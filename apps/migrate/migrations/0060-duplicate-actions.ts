import type { Migration } from '@platform/database';

/** What a rule for duplicates does when a record is saved or comes in; those that are there do nothing, as before. */
export const duplicateActions: Migration = {
  name: 'DuplicateActions1795000000060',
  statements: [
    `ALTER TABLE duplicate_rules
      ADD COLUMN on_save text NOT NULL DEFAULT 'allow',
      ADD COLUMN on_intake text NOT NULL DEFAULT 'create'`,
    'ALTER TABLE duplicate_rules ALTER COLUMN on_save DROP DEFAULT, ALTER COLUMN on_intake DROP DEFAULT',
  ],
};
