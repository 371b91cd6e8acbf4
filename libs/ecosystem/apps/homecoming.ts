import type { Installation } from '@access/installations';
import { AppFields } from '@crm/fields';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';

import type { VersionedApp } from './app-view';
import { installationsOf } from './installations-of';
import { Rollout } from './rollout';

/** Gives an app that was uninstalled and comes back, with another id, what was kept of it: its settings, and its custom fields. */
@Injectable()
export class Homecoming {
  constructor(
    private readonly fields: AppFields,
    private readonly rollout: Rollout,
  ) {}

  /** The settings that an app had when it was last uninstalled; secret ones have to be given anew. */
  async settings(
    tx: Transaction,
    ctx: RequestContext,
    appId: string,
  ): Promise<Pick<Installation, 'settings'>> {
    const [row] = await tx.sql<Pick<Installation, 'settings'>>('installations.last_settings', LAST, [
      ctx.workspaceId,
      appId,
    ]);
    return { settings: row?.settings ?? {} };
  }

  /** Makes all that an installation that was just granted needs, and lets the values of its fields be written again. */
  async arrive(tx: Transaction, ctx: RequestContext, row: Installation, app: VersionedApp): Promise<void> {
    await this.fields.comeBack(tx, ctx, await installationsOf(tx, ctx, row));
    await this.rollout.settle(tx, ctx, row, app);
  }
}

const LAST = `
  SELECT settings FROM installations
  WHERE workspace_id = $1 AND app_id = $2 AND state = 'uninstalled' AND NOT deletes_data
  ORDER BY uninstalled_at DESC LIMIT 1`;
