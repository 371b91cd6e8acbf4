import type { App, AppVersion } from '@access/installations';
import type { Actor } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';

import { appColumns } from './app-columns';
import { manifestOf } from './app-view';
import type { Manifest } from './manifest/manifest';

/** A version about to be stored. */
export const newVersion = (
  manifest: Manifest,
  { appId, now, by }: { readonly appId: string; readonly now: Date; readonly by: Actor },
): AppVersion => ({
  id: newUuid(),
  app_id: appId,
  version: manifest.version,
  manifest,
  created_at: now,
  created_by: by,
});

const hasSecret = ({ auth }: Manifest): boolean => !auth || auth.method.startsWith('client_secret');

/** An app about to be stored with its first version; its client secret, if it has one, is told here and nowhere else. */
export function newApp(
  version: AppVersion,
  { ownerId, kind }: { readonly ownerId: string | null; readonly kind: App['kind'] },
): { app: App; clientSecret: string | null } {
  const manifest = manifestOf(version);
  const clientSecret = hasSecret(manifest) ? newToken('cs') : null;
  const { app_id: id, created_at: now } = version;
  const app: App = {
    id,
    client_id: toTypeId('app', id),
    kind,
    client_secret_hash: clientSecret === null ? null : hashToken(clientSecret),
    previous_client_secret_hash: null,
    previous_client_secret_expires_at: null,
    signing_secret: null,
    previous_signing_secret: null,
    previous_signing_secret_expires_at: null,
    owner_workspace_id: ownerId,
    version_id: version.id,
    review_state: 'draft',
    review_reason: null,
    submitted_at: null,
    reviewed_at: null,
    revision: 1,
    created_at: now,
    updated_at: now,
    ...appColumns(manifest),
  };
  return { app, clientSecret };
}
