import type { Sql } from '@platform/database';

import type { SealedEndpoint } from './endpoint-secrets';
import type { Ordering } from './ordering';
import type { EndpointState } from './webhook-endpoint.entity';

/** What a delivery needs to know of its endpoint. */
export interface EndpointSettings extends SealedEndpoint {
  readonly url: string;
  readonly state: EndpointState;
  readonly max_concurrency: number;
  readonly ordering: Ordering;
}

/** The settings of several endpoints as they are now, by id; a deleted one is missing. */
export async function readEndpointSettings(
  connection: Sql,
  endpoints: readonly { workspaceId: string; endpointId: string }[],
): Promise<Map<string, EndpointSettings>> {
  if (endpoints.length === 0) return new Map();
  const rows = await connection.sql<EndpointSettings>('webhook_endpoints.settings', READ, [
    [...new Set(endpoints.map((endpoint) => endpoint.workspaceId))],
    endpoints.map((endpoint) => endpoint.endpointId),
  ]);
  return new Map(rows.map((row) => [row.id, row]));
}

const READ = `
  SELECT workspace_id, id, url, state, max_concurrency, ordering, headers, secret, previous_secret,
    previous_secret_expires_at
  FROM webhook_endpoints WHERE workspace_id = ANY ($1::uuid[]) AND id = ANY ($2::uuid[])`;
