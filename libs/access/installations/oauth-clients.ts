import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';

import type { App } from './app.entity';

/** An installation as the token endpoint needs it. */
export interface TokenTarget {
  readonly id: string;
  readonly workspace_id: string;
  readonly epoch: number;
  /** What its tokens may carry: granted by the workspace and still asked for by the app. */
  readonly scopes: readonly string[];
}

/** An app as the token endpoint needs it; of a secret that was replaced it has the hash while that still works. */
export type Client = Pick<
  App,
  | 'id'
  | 'client_id'
  | 'name'
  | 'kind'
  | 'client_secret_hash'
  | 'previous_client_secret_hash'
  | 'token_endpoint_auth_method'
  | 'jwks'
  | 'scopes'
  | 'optional_scopes'
  | 'scope_reasons'
  | 'field_access'
  | 'publisher'
  | 'redirect_uris'
  | 'created_at'
>;

/** Finds apps and their installations by what OAuth knows of them. */
@Injectable()
export class OAuthClients {
  constructor(private readonly database: Database) {}

  /** The app behind a client id, or null. */
  async app(clientId: string): Promise<Client | null> {
    if (!CLIENT_ID.test(clientId)) return null;
    const [row] = await this.database.sql<Client>('apps.by_client', APP, [clientId, new Date()]);
    return row ?? null;
  }

  /** A running installation of this client, or null: also when it is another client's. */
  async installation(clientId: string, id: string): Promise<TokenTarget | null> {
    const [row] = await this.database.sql<TargetRow>('installation_lookups.target', TARGET, [clientId, id]);
    return row ? targetOf(row) : null;
  }

  /** The running installations of this client in these workspaces. */
  async installationsIn(clientId: string, workspaceIds: readonly string[]): Promise<TokenTarget[]> {
    const rows = await this.database.sql<TargetRow>('installation_lookups.targets_in', TARGETS_IN, [
      clientId,
      workspaceIds,
    ]);
    return rows.map(targetOf);
  }

  /** Those of these workspaces in which this client is stopped, so that nobody may use it there. */
  async stoppedIn(clientId: string, workspaceIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.sql<{ workspace_id: string }>(
      'installation_lookups.stopped_in',
      STOPPED_IN,
      [clientId, workspaceIds],
    );
    return rows.map(({ workspace_id }) => workspace_id);
  }

  /** The id of the only installation of this client, running or not; null when it has none or several. */
  async onlyInstallation(clientId: string): Promise<string | null> {
    const rows = await this.database.sql<{ id: string }>('installation_lookups.only', FIRST_TWO, [clientId]);
    const [first, second] = rows;
    return first && !second ? first.id : null;
  }
}

/** RFC 6749, appendix A.1. */
const CLIENT_ID = /^[\x20-\x7e]+$/;

interface TargetRow extends TokenTarget {
  readonly app_scopes: readonly string[];
}

const targetOf = ({ app_scopes, scopes, ...target }: TargetRow): TokenTarget => ({
  ...target,
  scopes: scopes.filter((scope) => app_scopes.includes(scope)),
});

const APP = `
  SELECT id, client_id, name, kind, client_secret_hash, token_endpoint_auth_method, jwks, scopes, optional_scopes,
    scope_reasons, field_access, publisher, redirect_uris, created_at,
    CASE WHEN previous_client_secret_expires_at > $2 THEN previous_client_secret_hash END AS previous_client_secret_hash
  FROM apps WHERE client_id = $1`;

const TARGETS = `
  SELECT lookup.id, lookup.workspace_id, lookup.epoch, lookup.scopes, apps.scopes AS app_scopes
  FROM installation_lookups AS lookup JOIN apps ON apps.id = lookup.app_id
  WHERE apps.client_id = $1 AND lookup.state = 'active'`;

const TARGET = `${TARGETS} AND lookup.id = $2`;

const TARGETS_IN = `${TARGETS} AND lookup.workspace_id = ANY($2)`;

const STOPPED_IN = `
  SELECT lookup.workspace_id
  FROM installation_lookups AS lookup JOIN apps ON apps.id = lookup.app_id
  WHERE apps.client_id = $1 AND lookup.state = 'suspended' AND lookup.workspace_id = ANY($2)`;

const FIRST_TWO = `
  SELECT lookup.id FROM installation_lookups AS lookup JOIN apps ON apps.id = lookup.app_id
  WHERE apps.client_id = $1 AND lookup.state <> 'uninstalled' LIMIT 2`;
