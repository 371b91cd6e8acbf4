import { App } from '@access/installations';
import { newWebhookSecret } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import { ProblemError } from '@platform/http';
import { toUuid } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';
import type { AppDto } from './app.dto';
import { AppReview } from './app-review';
import { AppSecrets } from './app-secrets';
import { type AppChange, AppStore } from './app-store';
import { appView } from './app-view';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What the operator of an installation of the product decides about apps, whatever workspace makes them. */
@Injectable()
export class OperatorApps {
  constructor(
    private readonly database: Database,
    private readonly store: AppStore,
    private readonly review: AppReview,
    private readonly secrets: AppSecrets,
  ) {}

  /** The apps in one state of review, the oldest first. */
  async list(state: App['review_state']): Promise<AppDto[]> {
    const apps = await this.database.rows.find(App, { where: { review_state: state }, order: { id: 'ASC' } });
    return Promise.all(
      apps
        .filter(({ version_id }) => version_id !== null)
        .map(async ({ id }) => appView(await this.store.any(this.database.rows, id))),
    );
  }

  /** Lists a submitted app in the marketplace. Problems: 404, 409. */
  approve(id: string, now: Date): Promise<AppDto> {
    return this.change(id, (tx, stored) => this.review.approve(tx, stored, now));
  }

  /** Sends a submitted app back with a reason. Problems: 404, 409. */
  reject(id: string, { reason, now }: { reason: string; now: Date }): Promise<AppDto> {
    return this.change(id, (tx, stored) => this.review.reject(tx, stored, { reason, now }));
  }

  /** Replaces a secret of any app; the one before works for another day. The new one is in this answer and nowhere else. */
  async rotate(id: string, which: 'client' | 'signing', now: Date): Promise<string> {
    const secret = which === 'client' ? newToken('cs') : newWebhookSecret();
    const until = new Date(now.getTime() + DAY_MS);
    await this.change(id, async (tx, stored) => {
      const before = await this.store.lockAny(tx, { id: stored });
      const set: AppChange =
        which === 'client'
          ? {
              client_secret_hash: hashToken(secret),
              previous_client_secret_hash: before.app.client_secret_hash,
              previous_client_secret_expires_at: until,
            }
          : {
              signing_secret: this.secrets.seal(stored, secret),
              previous_signing_secret: before.app.signing_secret,
              previous_signing_secret_expires_at: until,
            };
      return this.store.change(tx, now, before, { set });
    });
    return secret;
  }

  private async change(
    id: string,
    work: (tx: Transaction, stored: string) => ReturnType<AppStore['change']>,
  ): Promise<AppDto> {
    const stored = toUuid('app', id);
    if (stored === null) throw unknown(id);
    return this.database.transaction(async (tx) => appView(await work(tx, stored)));
  }
}

const unknown = (id: string) =>
  new ProblemError({
    status: 404,
    code: 'not_found',
    title: 'Not found',
    detail: `${id} is not the id of an app.`,
  });
