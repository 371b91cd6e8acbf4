import { defineScope } from '@platform/http';

/** Lets a token see the incoming webhook URLs, never the addresses themselves, and what came in. */
export const incomingRead = defineScope('incoming-urls:read', 'see incoming webhook URLs and what came in');

/** Lets a token make incoming webhook URLs for records that it may write itself. */
export const incomingManage = defineScope(
  'incoming-urls:manage',
  'create, change and delete incoming webhook URLs',
);
