import { App, AppVersion } from '@access/installations';
import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import { type EventDefinition, Outbox } from '@platform/events';
import { notFound, RequestContext } from '@platform/http';
import type { EntityManager, FindOptionsWhere } from 'typeorm';

import { ownAppEvents } from './app.events';
import { appView, type VersionedApp } from './app-view';

/** What a change of an app sets. */
export type AppChange = Partial<Omit<App, 'id' | 'client_id' | 'created_at' | 'revision'>>;

/** Reads apps and changes them, each change with its event in the workspace that makes the app. */
@Injectable()
export class AppStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** An app of the workspace of the request, or 404. */
  async own(ctx: RequestContext, id: string): Promise<VersionedApp> {
    return this.found(this.database.rows, ownedBy(ctx, { id }));
  }

  /** The app of the workspace with this key, if there is one. */
  async ownByKey(ctx: RequestContext, key: string): Promise<VersionedApp | null> {
    const app = await this.database.rows.findOneBy(App, ownedBy(ctx, { key }));
    return app && versioned(this.database.rows, app);
  }

  /** An app that the workspace may install: one of its own, or of the marketplace; null when there is none. */
  async installable(tx: Transaction, ctx: RequestContext, id: string): Promise<VersionedApp | null> {
    const app = await tx.rows.findOneBy(App, { id });
    if (!app?.version_id) return null;
    const isOpen = app.kind === 'marketplace' && app.review_state === 'approved';
    return isOpen || app.owner_workspace_id === ctx.workspaceId ? versioned(tx.rows, app) : null;
  }

  /** Any app, with the version that is rolled out. */
  async any(rows: EntityManager, id: string): Promise<VersionedApp> {
    return this.found(rows, { id });
  }

  /** An app of the workspace, locked until the transaction ends; 404 when there is none. */
  async lockOwn(tx: Transaction, ctx: RequestContext, id: string): Promise<VersionedApp> {
    return this.found(tx.rows, ownedBy(ctx, { id }), true);
  }

  /** The same for an operator, who changes any app. */
  async lockAny(tx: Transaction, where: FindOptionsWhere<App>): Promise<VersionedApp> {
    return this.found(tx.rows, where, true);
  }

  /** Stores a new app with its first version. */
  async add(
    tx: Transaction,
    ctx: RequestContext | null,
    app: App,
    version: AppVersion,
  ): Promise<VersionedApp> {
    await tx.rows.insert(App, app);
    await tx.rows.insert(AppVersion, version);
    const added = { app, version };
    if (ctx) await this.tell(tx, ctx, ownAppEvents.created, added);
    return added;
  }

  /** Stores a change of a locked app, with the version that it brings, if any. */
  async change(
    tx: Transaction,
    now: RequestContext | Date,
    before: VersionedApp,
    {
      set,
      version = before.version,
      action,
    }: { set: AppChange; version?: AppVersion | null; action?: string },
  ): Promise<VersionedApp> {
    const at = now instanceof Date ? now : now.now;
    if (version && version !== before.version) await tx.rows.insert(AppVersion, version);
    const app: App = { ...before.app, ...set, revision: before.app.revision + 1, updated_at: at };
    const { id, ...columns } = app;
    await tx.rows.update(App, { id }, columns);
    const changed = { app, version };
    const owner = app.owner_workspace_id;
    if (owner !== null) {
      const ctx = now instanceof Date ? RequestContext.system(owner, at) : now;
      await this.tell(tx, ctx, ownAppEvents.updated, changed, action);
    }
    return changed;
  }

  /** The installations of an app that were brought up to an earlier revision than this one. */
  behind(sql: Sql, most: number): Promise<{ id: string; workspace_id: string; app_id: string }[]> {
    return sql.sql('installation_lookups.behind', BEHIND, [most]);
  }

  private async found(
    rows: EntityManager,
    where: FindOptionsWhere<App>,
    lock = false,
  ): Promise<VersionedApp> {
    const app = await rows.findOne(App, { where, ...(lock && { lock: { mode: 'pessimistic_write' } }) });
    if (!app) throw notFound('app');
    return versioned(rows, app);
  }

  private tell(
    tx: Transaction,
    ctx: RequestContext,
    definition: EventDefinition,
    versionedApp: VersionedApp,
    /** Its name in the audit log, where it says more than the event. */
    privileged: string = definition.type,
  ): Promise<void> {
    const { id: objectId, revision: objectVersion } = versionedApp.app;
    const object = appView(versionedApp);
    return this.outbox.add(tx, ctx, [
      { definition, objectId, objectVersion, object, changes: {}, privileged },
    ]);
  }
}

/** Apps with their versions, one look-up for all. */
export async function withVersions(rows: EntityManager, apps: readonly App[]): Promise<VersionedApp[]> {
  const ids = apps.flatMap(({ version_id: id }) => id ?? []);
  const found =
    ids.length === 0
      ? []
      : await rows.findBy(
          AppVersion,
          ids.map((id) => ({ id })),
        );
  const byId = new Map(found.map((version) => [version.id, version]));
  return apps.map((app) => ({ app, version: byId.get(app.version_id ?? '') ?? null }));
}

async function versioned(rows: EntityManager, app: App): Promise<VersionedApp> {
  const { version_id: id } = app;
  return { app, version: id === null ? null : await rows.findOneBy(AppVersion, { id }) };
}

const ownedBy = ({ workspaceId }: RequestContext, where: FindOptionsWhere<App>): FindOptionsWhere<App> => ({
  ...where,
  owner_workspace_id: workspaceId,
});

const BEHIND = `
  SELECT lookup.id, lookup.workspace_id, lookup.app_id FROM installation_lookups AS lookup
  JOIN apps ON apps.id = lookup.app_id AND apps.revision > lookup.app_revision
  WHERE lookup.state <> 'uninstalled' LIMIT $1`;
