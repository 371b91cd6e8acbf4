import { appEvents, type Installation, installationsTelling, installationView } from '@access/installations';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@platform/http';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import { Endings } from './endings';
import { refuseNotLive } from './installation-service';
import type { UninstallDto, UninstalledDto, UninstallPreviewDto } from './installations.dto';
import { Redaction } from './redaction';
import { Rollout } from './rollout';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long an app that was uninstalled may still know what it knew: whoever installs it again by then finds it as it was. */
const REDACTED_AFTER_MS = 30 * DAY_MS;

const GONE = installationsTelling(appEvents.uninstalled);

/** Removes apps from workspaces, without leaving anything behind. */
@Injectable()
export class Uninstallation {
  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly endings: Endings,
    private readonly rollout: Rollout,
    private readonly redaction: Redaction,
  ) {}

  /** What would go with an app, and what would stay. Problem: 409 `not_installed`. */
  async preview(ctx: RequestContext, id: string): Promise<UninstallPreviewDto> {
    const row = await this.rows.get(ctx, GONE, id);
    refuseNotLive(row);
    return this.endings.of(ctx, row);
  }

  /** Ends all that an app has, in one transaction. Problem: 409 `not_installed`. */
  uninstall(ctx: RequestContext, asked: Asked, input: UninstallDto): Promise<UninstalledDto> {
    const deletes = input.data === 'delete';
    return this.writes.run(ctx, async (tx) => {
      const before = await this.rows.get(ctx, GONE, asked.id);
      refuseNotLive(before);
      const ended = await this.endings.of(ctx, before, tx);
      const row = await this.rows.change(tx, ctx, GONE, {
        asked,
        edit: (locked) => {
          refuseNotLive(locked);
          return gone(ctx, locked, deletes);
        },
      });
      await this.endings.come(tx, ctx, row, { deletes });
      await this.rollout.resettle(tx, ctx, row);
      const last = input.redact_now ? await this.redaction.forget(tx, ctx, row) : row;
      return { installation: installationView(last), ended };
    });
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
