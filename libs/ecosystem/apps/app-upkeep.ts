import { Injectable, Logger } from '@nestjs/common';
import { Database } from '@platform/database';
import type { Found } from '@platform/events';
import { ProblemError, RequestContext } from '@platform/http';

import { AppStore } from './app-store';
import { Redaction } from './redaction';
import { Rollout } from './rollout';

const AT_ONCE = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
const CALLS_KEPT_MS = 30 * DAY_MS;
const MOST_CALLS = 5000;

/** Does for apps what no request waits for. */
@Injectable()
export class AppUpkeep {
  private readonly logger = new Logger('AppUpkeep');

  constructor(
    private readonly database: Database,
    private readonly store: AppStore,
    private readonly rollout: Rollout,
    private readonly redaction: Redaction,
  ) {}

  /** Brings some installations up to the versions of their apps. */
  async rollOut(now: Date): Promise<Found> {
    const behind = await this.store.behind(this.database, AT_ONCE);
    const done = await this.each(behind, async ({ id, workspace_id, app_id }) => {
      const ctx = RequestContext.system(workspace_id, now);
      await this.database
        .transaction(async (tx) => {
          await this.rollout.bringUp(tx, ctx, id, await this.store.any(tx.rows, app_id));
        })
        .catch((error: unknown) => this.leaveBehind(id, error));
    });
    return foundOf(done, behind.length);
  }

  /** Forgets some of the installations whose time has come. */
  async redact(now: Date): Promise<Found> {
    const due = await this.database.sql<{ id: string; workspace_id: string }>(
      'installation_lookups.due',
      DUE,
      [now, AT_ONCE],
    );
    await this.each(due, ({ id, workspace_id }) =>
      this.redaction.goOn(RequestContext.system(workspace_id, now), id),
    );
    // Those that wait for their apps are due again and again: they are not asked about without a pause.
    return due.length > 0 ? 'some' : 'none';
  }

  /** Forgets calls of long ago. */
  async forgetCalls(now: Date): Promise<Found> {
    const before = new Date(now.getTime() - CALLS_KEPT_MS);
    const removed = await this.database.sql('app_calls.forget', FORGET, [before, MOST_CALLS]);
    return removed.length === MOST_CALLS ? 'all' : 'none';
  }

  /** A version that does not fit a workspace is not tried there again and again: the next one may fit. */
  private async leaveBehind(id: string, error: unknown): Promise<void> {
    if (!(error instanceof ProblemError)) throw error;
    this.logger.warn({ err: error, installation: id }, 'An installation stays at the version before');
    await this.database.sql('installation_lookups.leave_behind', LEAVE_BEHIND, [id]);
  }

  /** One that fails does not hold up the others. */
  private async each<Row extends { readonly id: string }>(
    rows: readonly Row[],
    work: (row: Row) => Promise<void>,
  ): Promise<number> {
    let done = 0;
    for (const row of rows) {
      try {
        await work(row);
        done += 1;
      } catch (error) {
        this.logger.error({ err: error, installation: row.id }, 'An installation could not be seen to');
      }
    }
    return done;
  }
}

function foundOf(done: number, found: number): Found {
  if (done === AT_ONCE) return 'all';
  return found > 0 ? 'some' : 'none';
}

const DUE = `
  SELECT id, workspace_id FROM installation_lookups WHERE redact_at <= $1 ORDER BY redact_at LIMIT $2`;

const LEAVE_BEHIND = `
  UPDATE installation_lookups SET app_revision = apps.revision FROM apps
  WHERE apps.id = installation_lookups.app_id AND installation_lookups.id = $1`;

const FORGET = `
  DELETE FROM app_calls WHERE (workspace_id, id) IN (
    SELECT workspace_id, id FROM app_calls WHERE created_at < $1 LIMIT $2)
  RETURNING id`;
