import {
  appEvents,
  type Installation,
  type InstallationDto,
  installationsTelling,
  installationView,
  newInstallation,
} from '@access/installations';
import { Injectable } from '@nestjs/common';
import { conflict, type Page, type RequestContext } from '@platform/http';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import { AppStore } from './app-store';
import { Homecoming } from './homecoming';
import { consent, InstallationService, refuseInstalled } from './installation-service';
import type { InstallationRequestQueryDto, RequestAppDto } from './installations.dto';

const REQUESTS = installationsTelling(appEvents.requested);

/** Lets members ask for apps, and admins answer. */
@Injectable()
export class InstallationRequests {
  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly store: AppStore,
    private readonly installations: InstallationService,
    private readonly homecoming: Homecoming,
  ) {}

  /** One page of all that was asked for, also what was answered. */
  list(
    ctx: RequestContext,
    { state, ...query }: InstallationRequestQueryDto,
  ): Promise<Page<InstallationDto>> {
    return this.rows.list(ctx, REQUESTS, {
      query,
      bound: `requests ${state ?? ''}`,
      where: (rows) => {
        rows.andWhere('r.requested_at IS NOT NULL');
        if (state) rows.andWhere('r.state = :state', { state });
      },
    });
  }

  /** Problems: 409 `already_installed`, `already_requested`, 422 for an app that cannot be installed here. */
  ask(ctx: RequestContext, { app_id, reason = null }: RequestAppDto): Promise<InstallationDto> {
    return this.writes.run(ctx, async (tx) => {
      const { app } = await this.installations.installable(tx, ctx, app_id);
      const [installed] = await tx.sql('installations.live', LIVE, [ctx.workspaceId, app.id]);
      if (installed) throw conflict('already_installed', 'This app is installed in this workspace already.');
      const asked = { requested_at: ctx.now, requested_by: ctx.actor, request_reason: reason };
      const row = { ...newInstallation(ctx, app), ...asked };
      return installationView(await refuseInstalled(() => this.rows.create(tx, ctx, REQUESTS, row)));
    });
  }

  /** Installs what was asked for, under the id of the request. Problems: as with an installation. */
  approve(ctx: RequestContext, asked: Asked, chosen: readonly string[]): Promise<InstallationDto> {
    return this.writes.run(ctx, async (tx) => {
      const { app_id: id } = await this.rows.get(ctx, REQUESTS, asked.id);
      const app = await this.store.any(tx.rows, id);
      const kept = await this.homecoming.settings(tx, ctx, id);
      const row = await refuseInstalled(() =>
        this.rows.change(tx, ctx, installationsTelling(appEvents.installed), {
          asked,
          edit: (before) => {
            refuseAnswered(before);
            return { ...kept, ...consent(ctx, app, chosen) };
          },
        }),
      );
      await this.homecoming.arrive(tx, ctx, row, app);
      return installationView(row);
    });
  }

  /** Answers no. Problem: 409 `request_answered`. */
  decline(ctx: RequestContext, asked: Asked, reason: string | null): Promise<InstallationDto> {
    return this.writes.run(ctx, async (tx) => {
      const row = await this.rows.change(tx, ctx, installationsTelling(appEvents.declined), {
        asked,
        edit: (before) => {
          refuseAnswered(before);
          return { state: 'declined' as const, state_reason: reason };
        },
      });
      return installationView(row);
    });
  }
}

function refuseAnswered({ state }: Installation): void {
  if (state === 'requested') return;
  throw conflict('request_answered', 'This request was answered before.');
}

const LIVE = `
  SELECT id FROM installations
  WHERE workspace_id = $1 AND app_id = $2 AND state IN ('pending_setup', 'active', 'suspended')`;
