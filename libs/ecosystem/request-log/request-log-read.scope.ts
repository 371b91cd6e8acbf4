import { defineScope } from '@platform/http';

/** Lets a token read what was asked of the API, with the beginnings of the bodies. */
export const requestLogRead = defineScope(
  'request-log:read',
  'read the log of API requests, with what they sent and were answered',
);
