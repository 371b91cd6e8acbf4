import {
  appEvents,
  INSTALLATIONS,
  Installation,
  type InstallationDto,
  type InstallationState,
  installationsTelling,
  installationView,
  newInstallation,
} from '@access/installations';
import { Injectable } from '@nestjs/common';
import { constraintViolation, type Transaction } from '@platform/database';
import type { EventDefinition } from '@platform/events';
import { conflict, type Page, ProblemError, type RequestContext, unprocessable } from '@platform/http';
import { toUuid } from '@platform/ids';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import { AppStore } from './app-store';
import { manifestOf, type VersionedApp } from './app-view';
import { grantedScopes, refuseBeyond } from './granted-scopes';
import { Homecoming } from './homecoming';
import type { InstallAppDto, InstallationQueryDto, UpdateInstallationDto } from './installations.dto';
import { joinAccess } from './manifest/field-access';
import { identity, Rollout } from './rollout';
import { isLive } from './wanted-endpoints';

/** What an admin decides about an app. */
interface Decision {
  readonly asked: Asked;
  readonly told: EventDefinition;
  readonly edit: (before: Installation, app: VersionedApp) => Partial<Installation>;
}

/** Puts apps into workspaces, and lets admins decide what becomes of them. */
@Injectable()
export class InstallationService {
  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly store: AppStore,
    private readonly rollout: Rollout,
    private readonly homecoming: Homecoming,
  ) {}

  /** One page of what is or was installed, in the order in which it was. */
  list(
    ctx: RequestContext,
    { state, app_id, ...query }: InstallationQueryDto,
  ): Promise<Page<InstallationDto>> {
    return this.rows.list(ctx, INSTALLATIONS, {
      query,
      bound: JSON.stringify({ state, app_id }),
      where: (rows) => {
        if (state) rows.andWhere('r.state = :state', { state });
        else rows.andWhere(`r.state NOT IN ('requested', 'declined')`);
        if (app_id) rows.andWhere('r.app_id = :app', { app: toUuid('app', app_id) });
      },
    });
  }

  /** One of them, or 404. */
  async get(ctx: RequestContext, id: string): Promise<InstallationDto> {
    return installationView(await this.rows.get(ctx, INSTALLATIONS, id));
  }

  /** The stored form of one, or 404. */
  row(ctx: RequestContext, id: string): Promise<Installation> {
    return this.rows.get(ctx, INSTALLATIONS, id);
  }

  /** Problems: 403 for scopes that the caller lacks, 409 `already_installed`, 422 for an app that cannot be installed here. */
  install(ctx: RequestContext, { app_id, optional_scopes }: InstallAppDto): Promise<InstallationDto> {
    return this.writes.run(ctx, async (tx) => {
      const app = await this.installable(tx, ctx, app_id);
      const granted = consent(ctx, app, optional_scopes ?? []);
      const kept = await this.homecoming.settings(tx, ctx, app.app.id);
      const row = { ...newInstallation(ctx, app.app), ...kept, ...granted };
      const stored = await refuseInstalled(() =>
        this.rows.create(tx, ctx, installationsTelling(appEvents.installed), row),
      );
      await this.homecoming.arrive(tx, ctx, stored, app);
      return installationView(stored);
    });
  }

  /** The app that is named, which the workspace may install. Problem: 422 where it may not. */
  async installable(tx: Transaction, ctx: RequestContext, appId: string): Promise<VersionedApp> {
    const app = await this.store.installable(tx, ctx, toUuid('app', appId) ?? '');
    if (app) return app;
    const detail = 'There is no such app, or it is not in the marketplace';
    throw unprocessable([{ pointer: '/app_id', code: 'unknown_reference', detail }]);
  }

  /** Says what becomes of unanswered checks, and which optional scopes the app has. */
  update(ctx: RequestContext, asked: Asked, input: UpdateInstallationDto): Promise<InstallationDto> {
    const { unanswered_checks, optional_scopes } = input;
    return this.decide(ctx, {
      asked,
      told: appEvents.updated,
      edit: (before, app) => ({
        ...(unanswered_checks && { unanswered_checks }),
        ...(optional_scopes && { scopes: rescoped(ctx, before, { app, chosen: optional_scopes }) }),
      }),
    });
  }

  /** Grants what the version that it runs asks for beyond. Problems: 403 for scopes that the caller lacks, 409. */
  approve(ctx: RequestContext, asked: Asked): Promise<InstallationDto> {
    return this.decide(ctx, {
      asked,
      told: appEvents.approved,
      edit: (before) => ({
        scopes: [...before.scopes, ...refuseBeyond(ctx, before.pending_scopes)].sort(),
        pending_scopes: [],
        field_access: joinAccess(before.field_access, before.pending_field_access),
        pending_field_access: {},
      }),
    });
  }

  /** The app says that it is set up: its placements show from now on. Problem: 403 for anybody else. */
  async ready(ctx: RequestContext, asked: Asked): Promise<InstallationDto> {
    await this.rows.get(ctx, INSTALLATIONS, asked.id);
    if (ctx.principal.installationId !== asked.id) throw notTheApp();
    return this.decide(ctx, {
      asked,
      told: appEvents.ready,
      edit: ({ state, ready_at }) =>
        state === 'suspended' ? {} : { state: 'active', ready_at: ready_at ?? ctx.now },
    });
  }

  /** Stops it: its tokens and keys are refused within two seconds, and it is told and asked nothing. */
  suspend(ctx: RequestContext, asked: Asked, reason: string | null): Promise<InstallationDto> {
    return this.decide(ctx, {
      asked,
      told: appEvents.suspended,
      edit: ({ state, epoch }) =>
        state === 'suspended' ? {} : { state: 'suspended', epoch: epoch + 1, state_reason: reason },
    });
  }

  /** Lets it run again; what happened meanwhile is sent to its webhooks. */
  resume(ctx: RequestContext, asked: Asked): Promise<InstallationDto> {
    return this.decide(ctx, {
      asked,
      told: appEvents.resumed,
      edit: (before) =>
        before.state === 'suspended' ? { state: runningState(before), state_reason: null } : {},
    });
  }

  private decide(ctx: RequestContext, { asked, told, edit }: Decision): Promise<InstallationDto> {
    return this.writes.run(ctx, async (tx) => {
      const known = await this.rows.get(ctx, INSTALLATIONS, asked.id);
      const app = await this.store.any(tx.rows, known.app_id);
      const row = await this.rows.change(tx, ctx, installationsTelling(told), {
        asked,
        edit: (before) => {
          refuseNotLive(before);
          return edit(before, app);
        },
      });
      if (known.state === 'suspended' && row.state !== 'suspended') await this.rollout.wake(tx, ctx, row);
      await this.rollout.settle(tx, ctx, row, app);
      return installationView(row);
    });
  }
}

/** What an app becomes when an admin consents to it. */
export function consent(
  ctx: RequestContext,
  app: VersionedApp,
  chosen: readonly string[],
): Partial<Installation> {
  const manifest = app.version && manifestOf(app.version);
  const setsItselfUp = manifest?.lifecycle_url !== undefined;
  return {
    ...identity(app),
    scopes: grantedScopes(ctx, app, chosen),
    pending_scopes: [],
    field_access: manifest?.field_access ?? {},
    state: setsItselfUp ? 'pending_setup' : 'active',
    ready_at: setsItselfUp ? null : ctx.now,
    installed_at: ctx.now,
    installed_by: ctx.actor,
  };
}

const runningState = ({ ready_at }: Installation): InstallationState =>
  ready_at ? 'active' : 'pending_setup';

/** The required scopes that it has, and the chosen optional ones; new ones the caller must hold. */
function rescoped(
  ctx: RequestContext,
  before: Installation,
  { app, chosen }: { app: VersionedApp; chosen: readonly string[] },
): string[] {
  const kept = before.scopes.filter((scope) => !app.app.optional_scopes.includes(scope));
  const known = chosen.filter((scope) => before.scopes.includes(scope));
  const added = grantedChoice(
    ctx,
    app,
    chosen.filter((scope) => !before.scopes.includes(scope)),
  );
  return [...new Set([...kept, ...known, ...added])].sort();
}

function grantedChoice(ctx: RequestContext, app: VersionedApp, chosen: readonly string[]): string[] {
  if (chosen.length === 0) return [];
  const all = grantedScopes(ctx, app, chosen);
  return all.filter((scope) => chosen.includes(scope));
}

/** Whoever has gone stays gone: reinstalling makes another installation. */
export function refuseNotLive(row: Installation): void {
  if (isLive(row)) return;
  throw conflict('not_installed', `This app is ${row.state}: install it again.`);
}

/** An app is installed once. */
export async function refuseInstalled<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const constraint = constraintViolation(error)?.constraint;
    if (constraint === 'installations_app_unique') {
      throw conflict('already_installed', 'This app is installed in this workspace already.');
    }
    if (constraint !== 'installations_request_unique') throw error;
    throw conflict('already_requested', 'Somebody has asked for this app already.');
  }
}

const notTheApp = () =>
  new ProblemError({
    status: 403,
    code: 'not_the_app',
    title: 'Not allowed',
    detail: 'Only the app itself may say this, with a token or a key of this installation.',
  });
