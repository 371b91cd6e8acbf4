import {
  type App,
  appEvents,
  followInstallation,
  type Installation,
  installationsTelling,
} from '@access/installations';
import { InstallationEndpoints } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { VersionedRows } from '@platform/versioned-rows';

import { AppChanges } from './app-changes';
import { AppSecrets } from './app-secrets';
import { AppStore } from './app-store';
import { manifestOf, type VersionedApp } from './app-view';
import { splitAccess } from './manifest/field-access';
import { isLive, LIFECYCLE, wantedEndpoints } from './wanted-endpoints';

/** Brings installations up to the versions of their apps. */
@Injectable()
export class Rollout {
  constructor(
    private readonly rows: VersionedRows,
    private readonly endpoints: InstallationEndpoints,
    private readonly secrets: AppSecrets,
    private readonly changes: AppChanges,
    private readonly store: AppStore,
  ) {}

  /** Rolls the version of an app out to one installation: all of it but what it may do beyond what was granted. */
  async bringUp(tx: Transaction, ctx: RequestContext, id: string, app: VersionedApp): Promise<void> {
    const row = await this.rows.change(tx, ctx, installationsTelling(appEvents.updated), {
      asked: { id },
      edit: (before) => (isLive(before) ? followed(before, app) : {}),
    });
    await this.settle(tx, ctx, row, app);
  }

  /** Rolls an app out where it is installed in the workspace of the request; elsewhere the worker does. */
  async bringUpHere(tx: Transaction, ctx: RequestContext, app: VersionedApp): Promise<void> {
    const rows = await tx.sql<Pick<Installation, 'id'>>('installations.live_of', LIVE_OF, [
      ctx.workspaceId,
      app.app.id,
    ]);
    for (const { id } of rows) await this.bringUp(tx, ctx, id, app);
  }

  /** The same as `settle`, for whoever does not have the app at hand. */
  async resettle(tx: Transaction, ctx: RequestContext, row: Installation): Promise<void> {
    await this.settle(tx, ctx, row, await this.store.any(tx.rows, row.app_id));
  }

  /** Lets the webhooks of an installation run again that had stopped with it. */
  wake(tx: Transaction, ctx: RequestContext, row: Installation): Promise<void> {
    return this.endpoints.resume(tx, ctx, row.id);
  }

  /** Makes everything that hangs on an installation as it is now: what tokens are checked against, and its endpoints. */
  async settle(
    tx: Transaction,
    ctx: RequestContext,
    row: Installation,
    { app, version }: VersionedApp,
  ): Promise<void> {
    await followInstallation(tx, row, app.revision);
    tx.afterCommit(() => this.changes.announce());
    const secrets = this.secrets.open(app);
    if (!version || !secrets) return;
    const wanted = wantedEndpoints(row, manifestOf(version));
    await this.endpoints.keep(tx, ctx, { installationId: row.id, secrets, wanted });
    if (row.state === 'suspended') await this.endpoints.pause(tx, ctx, row.id, LIFECYCLE);
  }
}

const LIVE_OF = `
  SELECT id FROM installations
  WHERE workspace_id = $1 AND app_id = $2 AND state IN ('pending_setup', 'active', 'suspended')`;

/** What of a version holds for an installation at once, and what waits for an admin. */
export function followed(before: Installation, { app, version }: VersionedApp): Partial<Installation> {
  if (!version) return {};
  const { within, beyond } = splitAccess(before.field_access, manifestOf(version).field_access ?? {});
  return {
    ...identity({ app, version }),
    scopes: before.scopes.filter((scope) => app.scopes.includes(scope)),
    pending_scopes: app.scopes.filter(
      (scope) => !app.optional_scopes.includes(scope) && !before.scopes.includes(scope),
    ),
    field_access: within,
    pending_field_access: beyond,
  };
}

/** What an installation repeats of its app. */
export const identity = ({ app, version }: { app: App; version: VersionedApp['version'] }) => ({
  app_key: app.key,
  app_name: app.name,
  app_version: version?.version ?? null,
});
