import { appsRead, type Installation } from '@access/installations';
import type { WantedEndpoint } from '@ecosystem/webhooks';
import { toTypeId } from '@platform/ids';

import type { Manifest } from './manifest/manifest';

/** The purpose of the endpoint at which an app is told of its own installation. */
export const LIFECYCLE = 'lifecycle';

const LIVE = new Set(['pending_setup', 'active', 'suspended']);

/** Whether an app is installed, working or not. */
export const isLive = ({ state }: Pick<Installation, 'state'>): boolean => LIVE.has(state);

/** The endpoints that an installation has now. One that was uninstalled is still told what happens to it, until it has forgotten. */
export function wantedEndpoints(row: Installation, manifest: Manifest): WantedEndpoint[] {
  const { lifecycle_url: url, webhooks = [] } = manifest;
  const isForgotten = row.state === 'redacted' && row.redact_at === null;
  return [
    ...(url === undefined || isForgotten ? [] : [lifecycleOf(row, url)]),
    ...(isLive(row) ? webhooks : []).map(
      (webhook, at): WantedEndpoint => ({
        purpose: `webhooks/${at}`,
        url: webhook.url,
        types: webhook.types,
        filter: webhook.filter ?? null,
        payload: webhook.payload ?? 'full',
        fields: webhook.fields ?? null,
        ordering: webhook.ordering ?? 'none',
        scopes: row.scopes,
      }),
    ),
  ];
}

/** An app is told of itself whatever it may see, and of no other app. */
const lifecycleOf = (row: Installation, url: string): WantedEndpoint => ({
  purpose: LIFECYCLE,
  url,
  types: ['app.*'],
  filter: { id: toTypeId('installation', row.id) },
  payload: 'full',
  fields: null,
  ordering: 'none',
  scopes: [appsRead.name],
});
