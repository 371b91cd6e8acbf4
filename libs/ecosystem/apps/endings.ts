import { type Installation, InstallationFarewells } from '@access/installations';
import { AppFields } from '@crm/fields';
import { InstallationEndpoints } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { AppStore } from './app-store';
import { manifestOf } from './app-view';
import type { UninstallPreviewDto } from './installations.dto';
import { installationsOf } from './installations-of';

/** Knows what ends with an app, and ends it. */
@Injectable()
export class Endings {
  constructor(
    private readonly database: Database,
    private readonly store: AppStore,
    private readonly farewells: InstallationFarewells,
    private readonly endpoints: InstallationEndpoints,
    private readonly fields: AppFields,
  ) {}

  /** What goes with an installation, and what stays. */
  async of(ctx: RequestContext, row: Installation, sql: Sql = this.database): Promise<UninstallPreviewDto> {
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

  /** Ends its credentials, and leaves its fields read-only or takes them along. */
  async come(
    tx: Transaction,
    ctx: RequestContext,
    row: Installation,
    { deletes }: { readonly deletes: boolean },
  ): Promise<void> {
    await this.farewells.endAll(tx, ctx, row.id);
    await this.fields.leave(tx, ctx, await installationsOf(tx, ctx, row), { deletes });
  }
}
