import type { App, AppVersion } from '@access/installations';
import { toTypeId } from '@platform/ids';

import type { AppDto, AppPermissionsDto, AppVersionDto, ListedAppDto } from './app.dto';
import type { Manifest } from './manifest/manifest';

/** An app with the version that is rolled out. */
export interface VersionedApp {
  readonly app: App;
  /** Null for an app that was made without a manifest. */
  readonly version: AppVersion | null;
}

/** What a version of an app says of it. */
export const manifestOf = (version: AppVersion): Manifest => version.manifest as Manifest;

/** What an app asks for. */
const permissionsOf = ({ scopes, field_access: access }: Manifest): AppPermissionsDto => ({
  required: [...(scopes.required ?? [])],
  optional: [...(scopes.optional ?? [])],
  field_access: access ?? {},
});

/** What an app without a manifest says of itself. */
const SILENT = {
  names: {},
  description: null,
  publisher: null,
  permissions: { required: [], optional: [], field_access: {} },
  slots: [],
};

const saidIn = (manifest: Manifest) => ({
  names: manifest.names ?? {},
  description: manifest.description ?? null,
  publisher: { name: manifest.publisher.name, url: manifest.publisher.url ?? null },
  permissions: permissionsOf(manifest),
  slots: Object.keys(manifest.extensions ?? {}),
});

/** An app as everybody sees it. */
export const listedView = ({ app, version }: VersionedApp): ListedAppDto => ({
  id: toTypeId('app', app.id),
  key: app.key,
  name: app.name,
  categories: app.categories,
  version: version?.version ?? null,
  ...(version ? saidIn(manifestOf(version)) : SILENT),
});

/** An app as its own workspace sees it. */
export const appView = ({ app, version }: VersionedApp): AppDto => ({
  ...listedView({ app, version }),
  client_id: app.client_id,
  kind: app.kind,
  auth_method: app.token_endpoint_auth_method,
  review: {
    state: app.review_state,
    reason: app.review_reason,
    submitted_at: app.submitted_at?.toISOString() ?? null,
    reviewed_at: app.reviewed_at?.toISOString() ?? null,
  },
  revision: app.revision,
  created_at: app.created_at.toISOString(),
  updated_at: app.updated_at.toISOString(),
});

/** A version as its own workspace sees it. */
export const versionView = (row: AppVersion): AppVersionDto => ({
  app_id: toTypeId('app', row.app_id),
  version: row.version,
  manifest: row.manifest,
  created_at: row.created_at.toISOString(),
  created_by: row.created_by,
});
