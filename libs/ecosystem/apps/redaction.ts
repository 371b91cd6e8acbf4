import {
  appEvents,
  type Installation,
  type InstallationDto,
  installationsTelling,
  installationView,
} from '@access/installations';
import { InstallationEndpoints } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { conflict, type RequestContext } from '@platform/http';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import { Rollout } from './rollout';
import { LIFECYCLE } from './wanted-endpoints';

const DAY_MS = 24 * 60 * 60 * 1000;
/** As long as the word to forget is sent again and again. */
const ACKNOWLEDGED_WITHIN_MS = 4 * DAY_MS;

const REDACT = installationsTelling(appEvents.redact);

/** Forgets what is known of apps that were uninstalled, and has them do the same. */
@Injectable()
export class Redaction {
  constructor(
    private readonly database: Database,
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly rollout: Rollout,
    private readonly endpoints: InstallationEndpoints,
  ) {}

  /** Forgets an app before its time. Problem: 409 `still_installed`. */
  redact(ctx: RequestContext, asked: Asked): Promise<InstallationDto> {
    return this.writes.run(ctx, async (tx) =>
      installationView(await this.forget(tx, ctx, await this.rows.get(ctx, REDACT, asked.id))),
    );
  }

  /** Forgets all that is known of an app that was uninstalled, and tells it to do the same. */
  async forget(
    tx: Transaction,
    ctx: RequestContext,
    { id }: Pick<Installation, 'id'>,
  ): Promise<Installation> {
    const row = await this.rows.change(tx, ctx, REDACT, {
      asked: { id },
      edit: ({ state }) => {
        if (state === 'redacted') return {};
        if (state === 'uninstalled') return forgotten(ctx);
        throw conflict('still_installed', `This app is ${state}: uninstall it first.`);
      },
    });
    await tx.sql('app_calls.forget_of', FORGET_CALLS, [ctx.workspaceId, id]);
    await this.rollout.resettle(tx, ctx, row);
    return row;
  }

  /** Does what is due for one installation that is gone: forgets it, or sees whether its app has. */
  async goOn(ctx: RequestContext, id: string): Promise<void> {
    const row = await this.rows.get(ctx, REDACT, id);
    if (row.state === 'uninstalled') await this.database.transaction((tx) => this.forget(tx, ctx, row));
    else if (row.state === 'redacted') await this.acknowledge(ctx, row);
  }

  /** An answer of 2xx to `app.redact` is the app's word that it has forgotten; one that has no address has nothing to say. */
  private async acknowledge(ctx: RequestContext, { id, redacted_at }: Installation): Promise<void> {
    const asked = { installationId: id, purpose: LIFECYCLE, type: appEvents.redact.type };
    const isDelivered = await this.endpoints.isDelivered(this.database, ctx, asked);
    const isOverdue = ctx.now.getTime() - (redacted_at?.getTime() ?? 0) > ACKNOWLEDGED_WITHIN_MS;
    if (isDelivered === false && !isOverdue) return;
    await this.database.transaction(async (tx) => {
      const row = await this.rows.change(tx, ctx, installationsTelling(appEvents.forgotten), {
        asked: { id },
        edit: () => ({ redact_at: null, ...(isDelivered && { redaction_acknowledged_at: ctx.now }) }),
      });
      await this.rollout.resettle(tx, ctx, row);
    });
  }
}

const forgotten = (ctx: RequestContext): Partial<Installation> => ({
  state: 'redacted',
  settings: {},
  secret_settings: null,
  request_reason: null,
  state_reason: null,
  redact_at: ctx.now,
  redacted_at: ctx.now,
});

const FORGET_CALLS = 'DELETE FROM app_calls WHERE workspace_id = $1 AND installation_id = $2';
