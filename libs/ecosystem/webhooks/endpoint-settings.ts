import type { Sql } from '@platform/database';

import type { Audience, EndpointOwners } from './endpoint-owners';
import type { SealedEndpoint } from './endpoint-secrets';
import type { WebhookEndpoint } from './webhook-endpoint.entity';

type Stored = SealedEndpoint &
  Pick<
    WebhookEndpoint,
    | 'url'
    | 'state'
    | 'max_concurrency'
    | 'rate_per_second'
    | 'ordering'
    | 'payload'
    | 'fields'
    | 'api_version'
    | 'principal'
    | 'scopes'
    | 'owner'
    | 'installation_id'
  >;

/** What a delivery needs to know of its endpoint. */
export interface EndpointSettings extends Stored {
  /** What its owner may see now; null when there is no owner any more. */
  readonly audience: Audience | null;
}

/** The settings of several endpoints as they are now, by id; a deleted one is missing. */
export async function readEndpointSettings(
  connection: Sql,
  endpoints: readonly { workspaceId: string; endpointId: string }[],
  { owners, now }: { readonly owners: EndpointOwners; readonly now: Date },
): Promise<Map<string, EndpointSettings>> {
  if (endpoints.length === 0) return new Map();
  const rows = await connection.sql<Stored>('webhook_endpoints.settings', READ, [
    [...new Set(endpoints.map((endpoint) => endpoint.workspaceId))],
    endpoints.map((endpoint) => endpoint.endpointId),
  ]);
  const audiences = await owners.audiences(connection, rows, now);
  return new Map(rows.map((row) => [row.id, { ...row, audience: audiences.get(row.id) ?? null }]));
}

const READ = `
  SELECT workspace_id, id, url, state, max_concurrency, rate_per_second, ordering, headers, secret, previous_secret,
    previous_secret_expires_at, payload, fields, api_version, principal, scopes, owner, installation_id
  FROM webhook_endpoints WHERE workspace_id = ANY ($1::uuid[]) AND id = ANY ($2::uuid[])`;
