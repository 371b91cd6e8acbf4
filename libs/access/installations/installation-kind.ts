import { defineEvent, type EventDefinition } from '@platform/events';
import { toTypeId } from '@platform/ids';
import type { KindOfRow } from '@platform/versioned-rows';

import { appsRead } from './app-scopes';
import { InstallationDto } from './installation.dto';
import { Installation } from './installation.entity';

const event = (verb: string, summary: string) =>
  defineEvent({
    type: `app.${verb}`,
    summary,
    object: 'installation',
    payload: InstallationDto,
    scope: appsRead,
  });

/** What happens to an app in a workspace; the app itself is told of it at the `lifecycle_url` of its manifest. */
export const appEvents = {
  requested: event('requested', 'A member asked for an app.'),
  declined: event('declined', 'An admin declined a request for an app.'),
  installed: event('installed', 'An app was installed.'),
  ready: event('ready', 'An app said that it is set up: its placements show.'),
  updated: event('updated', 'An installation follows another version of its app, or its settings changed.'),
  approved: event('approved', 'An admin granted what another version of an app asks for.'),
  suspended: event('suspended', 'An app was stopped for a while.'),
  resumed: event('resumed', 'An app that was stopped runs again.'),
  uninstalled: event('uninstalled', 'An app was removed.'),
  redact: event('redact', 'An app has to forget all that it knows of a workspace.'),
  forgotten: event('forgotten', 'An app acknowledged that it has forgotten a workspace.'),
};

/** An installation as the public API shows it. */
export const installationView = (row: Installation): InstallationDto => ({
  id: toTypeId('installation', row.id),
  app_id: toTypeId('app', row.app_id),
  app_key: row.app_key,
  app_name: row.app_name,
  app_version: row.app_version,
  state: row.state,
  state_reason: row.state_reason,
  scopes: row.scopes,
  pending_scopes: row.pending_scopes,
  field_access: row.field_access,
  pending_field_access: row.pending_field_access,
  unanswered_checks: row.unanswered_checks,
  settings_changed_at: time(row.settings_changed_at),
  ready_at: time(row.ready_at),
  requested_at: time(row.requested_at),
  requested_by: row.requested_by,
  request_reason: row.request_reason,
  installed_at: time(row.installed_at),
  installed_by: row.installed_by,
  uninstalled_at: time(row.uninstalled_at),
  deletes_data: row.deletes_data,
  redact_at: time(row.redact_at),
  redacted_at: time(row.redacted_at),
  redaction_acknowledged_at: time(row.redaction_acknowledged_at),
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

const time = (value: Date | null): string | null => value?.toISOString() ?? null;

/** Installations, as they are kept and as a change of them is told. */
export const installationsTelling = (told: EventDefinition): KindOfRow<Installation, InstallationDto> => ({
  name: 'installation',
  row: Installation,
  events: { created: told, updated: told },
  view: installationView,
});

/** Installations, as they are kept and told of. */
export const INSTALLATIONS = installationsTelling(appEvents.updated);
