import {
  appEvents,
  type Installation,
  InstallationFarewells,
  installationsTelling,
  installationView,
} from '@access/installations';
import { AppFields } from '@crm/fields';
import { InstallationEndpoints } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { type RequestContext } from '@platform/http';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import { AppStore } from './app-store';
import { manifestOf } from './app-view';
import { refuseNotLive } from './installation-service';
import type { UninstallDto, UninstalledDto, UninstallPreviewDto } from './installations.dto';
import { installationsOf } from './installations-of';
import { Redaction } from './redaction';
import { Rollout } from './rollout';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long an app that was uninstalled may still know what it knew: whoever installs it again by then finds it as it was. */
const REDACTED_AFTER_MS = 30 * DAY_MS;

const INSTALLATIONS = installationsTelling(appEvents.uninstalled);

/** Removes apps from workspaces, without leaving anything behind. */
@Injectable()
export class Uninstallation {
  constructor(
    private readonly database: Database,
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly store: AppStore,
    private readonly rollout: Rollout,
    private readonly farewells: InstallationFarewells,
    private readonly endpoints: InstallationEndpoints,
    private readonly fields: AppFields,
    private readonly redaction: Redaction,
  ) {}

  /** What would go with an app, and what would stay. */
  async preview(ctx: RequestContext, id: string): Promise<UninstallPreviewDto> {
    const row = await this.rows.get(ctx, INSTALLATIONS, id);
    refuseNotLive(row);
    return this.whatEnds(this.database, ctx, row);
  }

  /** Ends all that an app has, in one transaction. Problem: 409 `not_installed`. */
  uninstall(ctx: RequestContext, asked: Asked, input: UninstallDto): Promise<UninstalledDto> {
    const deletes = input.data === 'delete';
    return this.writes.run(ctx, async (tx) => {
      const before = await this.rows.get(ctx, INSTALLATIONS, asked.id);
      refuseNotLive(before);
      const ended = await this.whatEnds(tx, ctx, before);
      const row = await this.rows.change(tx, ctx, INSTALLATIONS, {
        asked,
        edit: (locked) => {
          refuseNotLive(locked);
          return gone(ctx, locked, deletes);
        },
      });
      await this.farewells.endAll(tx, ctx, row.id);
      await this.fields.leave(tx, ctx, await installationsOf(tx, ctx, row), { deletes });
      const app = await this.store.any(tx.rows, row.app_id);
      await this.rollout.settle(tx, ctx, row, app);
      const last = input.redact_now ? await this.redaction.forget(tx, ctx, row) : row;
      return { installation: installationView(last), ended };
    });
  }

  private async whatEnds(sql: Sql, ctx: RequestContext, row: Installation): Promise<UninstallPreviewDto> {
    const counts = await this.farewells.counts(sql, ctx, row.id);
    const { version } = await this.store.any(this.database.rows, row.app_id);
    const slots = version ? Object.values(manifestOf(version).extensions ?? {}).flat().length : 0;
    counts.set('webhook_endpoints', await this.endpoints.count(sql, ctx, row.id));
    counts.set('placements', slots);
    counts.set('settings', Object.keys(row.settings).length + (row.secret_settings ? 1 : 0));
    return {
      ends: [...counts].map(([kind, count]) => ({ kind, count })),
      fields: await this.fields.of(sql, ctx, await installationsOf(sql, ctx, row)),
    };
  }
}

const gone = (ctx: RequestContext, { epoch }: Installation, deletes: boolean): Partial<Installation> => ({
  state: 'uninstalled',
  epoch: epoch + 1,
  pending_scopes: [],
  pending_field_access: {},
  deletes_data: deletes,
  uninstalled_at: ctx.now,
  redact_at: new Date(ctx.now.getTime() + REDACTED_AFTER_MS),
});
