import { Injectable } from '@nestjs/common';
import { constraintViolation, Database, type Transaction } from '@platform/database';
import { conflict, notFound, type RequestContext, unprocessable } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';

import { App, type AuthMethod, type FieldAccess, type PublicJwks } from './app.entity';
import { refreshedFirstParty } from './first-party';
import { Installation, type InstallationState } from './installation.entity';
import { followInstallation } from './installation-lookups';
import { newInstallation } from './new-installation';
import type { TokenTarget } from './oauth-clients';
import { redirectUriFaults } from './redirect-uris';

/** An app about to be registered. */
export interface NewApp {
  readonly name: string;
  readonly kind: App['kind'];
  readonly scopes: readonly string[];
  /** Public keys instead of a secret: the app then signs its requests (`private_key_jwt`). */
  readonly jwks?: PublicJwks;
  /** How a secret is sent; `client_secret_basic` unless told. */
  readonly secretBy?: 'client_secret_basic' | 'client_secret_post';
  /** A program in the hands of its users, which can keep no secret. */
  readonly isPublic?: boolean;
  readonly redirectUris?: readonly string[];
  readonly optionalScopes?: readonly string[];
  readonly scopeReasons?: Readonly<Record<string, string>>;
  readonly fieldAccess?: FieldAccess;
  readonly publisher?: string | null;
  /** The workspace whose developers change it. */
  readonly ownerId?: string | null;
  readonly now: Date;
}

/** An installation as others see it. */
export interface InstallationSummary {
  readonly id: string;
  readonly app: { readonly id: string; readonly name: string };
  readonly state: InstallationState;
  readonly scopes: readonly string[];
}

/** Registers apps and puts them into workspaces. */
@Injectable()
export class Installations {
  constructor(private readonly database: Database) {}

  /**
   * Registers an app; its secret, if it has one, is in this answer and nowhere else. Problem: 422 for a redirect URI that
   * nobody may be sent to.
   */
  async createApp(tx: Transaction, given: NewApp): Promise<{ app: App; clientSecret: string | null }> {
    const id = newUuid();
    const method = authMethodOf(given);
    const clientSecret = method.startsWith('client_secret') ? newToken('cs') : null;
    const faults = redirectUriFaults(given.redirectUris ?? [], { isPublic: method === 'none' });
    if (faults.length > 0) throw unprocessable(faults);
    const app: App = {
      id,
      client_id: toTypeId('app', id),
      name: given.name,
      kind: given.kind,
      client_secret_hash: clientSecret === null ? null : hashToken(clientSecret),
      token_endpoint_auth_method: method,
      jwks: given.jwks ?? null,
      scopes: sorted(given.scopes),
      ...shownOf(given),
      created_at: given.now,
      ...NO_MANIFEST,
      owner_workspace_id: given.ownerId ?? null,
      updated_at: given.now,
    };
    await tx.rows.insert(App, app);
    return { app, clientSecret };
  }

  /**
   * Installs an app in the workspace of the request with these scopes. Problems: 404 when there is no such app,
   * 409 `already_installed`, 422 when a scope is none that the app asks for.
   */
  async install(
    tx: Transaction,
    ctx: RequestContext,
    { appId, scopes }: { appId: string; scopes: readonly string[] },
  ): Promise<Installation> {
    const app = await tx.rows.findOneBy(App, { id: appId });
    if (!app) throw notFound('app');
    refuseExtraScopes(app, scopes);
    const installation: Installation = {
      ...newInstallation(ctx, app),
      scopes: sorted(scopes),
      state: 'active',
      installed_at: ctx.now,
      installed_by: ctx.actor,
    };
    await this.insert(tx, installation);
    return installation;
  }

  /** An app of ours in the workspace of the request with all that it asks for; it is installed there when it is not yet. */
  async installFirstParty(
    tx: Transaction,
    ctx: RequestContext,
    app: Pick<App, 'id' | 'scopes'>,
  ): Promise<TokenTarget> {
    const known = await refreshedFirstParty(tx, ctx, app);
    return known ?? this.install(tx, ctx, { appId: app.id, scopes: app.scopes });
  }

  /** Lets the apps of ours ask for these scopes. */
  async keepFirstPartyScopes(scopes: readonly string[]): Promise<void> {
    await this.database.sql('apps.first_party_scopes', FIRST_PARTY_SCOPES, [sorted(scopes)]);
  }

  /** Stops an installation: its tokens and keys are refused within two seconds. 404 when it does not run. */
  async suspend(tx: Transaction, ctx: RequestContext, id: string): Promise<void> {
    const [row] = await tx.sql<{ epoch: number }>('installations.suspend', SUSPEND, [ctx.workspaceId, id]);
    if (!row) throw notFound('installation');
    await tx.sql('installation_lookups.suspend', SUSPEND_LOOKUP, [id, row.epoch]);
  }

  /** An installation of the workspace of the request, or 404. */
  async summary(ctx: RequestContext, id: string): Promise<InstallationSummary> {
    const [row] = await this.database.sql<SummaryRow>('installations.summary', SUMMARY, [
      ctx.workspaceId,
      id,
    ]);
    if (!row) throw notFound('installation');
    return {
      id: toTypeId('installation', row.id),
      app: { id: toTypeId('app', row.app_id), name: row.app_name },
      state: row.state,
      scopes: row.scopes,
    };
  }

  private async insert(tx: Transaction, installation: Installation): Promise<void> {
    try {
      await tx.rows.insert(Installation, installation);
    } catch (error) {
      if (constraintViolation(error)?.constraint !== 'installations_app_unique') throw error;
      throw conflict('already_installed', 'This app is installed in this workspace already.');
    }
    await followInstallation(tx, installation, 1);
  }
}

const authMethodOf = ({ jwks, isPublic, secretBy = 'client_secret_basic' }: NewApp): AuthMethod => {
  if (isPublic) return 'none';
  return jwks ? 'private_key_jwt' : secretBy;
};

/** What people are told of an app, and where they are sent. */
const shownOf = ({ optionalScopes, scopeReasons, fieldAccess, publisher, redirectUris }: NewApp) => ({
  optional_scopes: sorted(optionalScopes ?? []),
  scope_reasons: scopeReasons ?? {},
  field_access: fieldAccess ?? {},
  publisher: publisher ?? null,
  redirect_uris: [...(redirectUris ?? [])],
});

interface SummaryRow {
  readonly id: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly state: InstallationState;
  readonly scopes: string[];
}

/** What an app has that was made without one. */
const NO_MANIFEST = {
  key: null,
  version_id: null,
  categories: [],
  search_text: '',
  review_state: 'draft',
  review_reason: null,
  submitted_at: null,
  reviewed_at: null,
  previous_client_secret_hash: null,
  previous_client_secret_expires_at: null,
  signing_secret: null,
  previous_signing_secret: null,
  previous_signing_secret_expires_at: null,
  revision: 1,
} satisfies Partial<App>;

const sorted = (scopes: readonly string[]): string[] => [...new Set(scopes)].sort();

function refuseExtraScopes(app: App, scopes: readonly string[]): void {
  const faults = scopes.flatMap((scope, at) =>
    app.scopes.includes(scope)
      ? []
      : [
          {
            pointer: `/scopes/${at}`,
            code: 'scope_not_requested',
            detail: `The app does not ask for "${scope}"`,
          },
        ],
  );
  if (faults.length > 0) throw unprocessable(faults);
}

const FIRST_PARTY_SCOPES = `UPDATE apps SET scopes = $1 WHERE kind = 'first_party' AND scopes <> $1`;

const SUSPEND = `
  UPDATE installations SET state = 'suspended', epoch = epoch + 1, version = version + 1
  WHERE workspace_id = $1 AND id = $2 AND state = 'active'
  RETURNING epoch`;

const SUSPEND_LOOKUP = `UPDATE installation_lookups SET state = 'suspended', epoch = $2 WHERE id = $1`;

const SUMMARY = `
  SELECT installations.id, installations.scopes, installations.state, apps.id AS app_id, apps.name AS app_name
  FROM installations JOIN apps ON apps.id = installations.app_id
  WHERE installations.workspace_id = $1 AND installations.id = $2`;
