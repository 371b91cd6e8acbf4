import { defineScope } from '@platform/http';

const manage = defineScope('pipelines:manage', 'create, change and delete pipelines and stages');

/** Pipelines and stages share their scopes. */
export const PIPELINE_SCOPES = {
  read: defineScope('pipelines:read', 'read pipelines and stages'),
  write: manage,
  delete: manage,
};
