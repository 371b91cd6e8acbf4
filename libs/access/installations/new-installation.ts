import type { RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';

import type { App } from './app.entity';
import type { Installation } from './installation.entity';

/** An installation of an app that nobody has granted anything yet. */
export const newInstallation = (
  ctx: RequestContext,
  app: Pick<App, 'id' | 'key' | 'name'>,
): Installation => ({
  workspace_id: ctx.workspaceId,
  id: newUuid(),
  app_id: app.id,
  app_key: app.key,
  app_name: app.name,
  app_version: null,
  scopes: [],
  pending_scopes: [],
  state: 'requested',
  epoch: 1,
  unanswered_checks: 'warn',
  settings: {},
  secret_settings: null,
  settings_changed_at: null,
  ready_at: null,
  field_access: {},
  pending_field_access: {},
  requested_at: null,
  requested_by: null,
  request_reason: null,
  state_reason: null,
  installed_at: null,
  installed_by: null,
  uninstalled_at: null,
  deletes_data: false,
  redact_at: null,
  redacted_at: null,
  redaction_acknowledged_at: null,
  version: 1,
  created_at: ctx.now,
  updated_at: ctx.now,
});
