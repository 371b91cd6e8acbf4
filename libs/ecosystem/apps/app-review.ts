import { Injectable } from '@nestjs/common';
import { constraintViolation, type Transaction } from '@platform/database';
import { conflict, type RequestContext, unprocessable } from '@platform/http';

import { AppStore } from './app-store';
import type { VersionedApp } from './app-view';
import type { Manifest } from './manifest/manifest';
import { ReviewChecks } from './review-checks';

/** Takes apps into the marketplace: submitted by their makers, approved or rejected by the operator. */
@Injectable()
export class AppReview {
  constructor(
    private readonly store: AppStore,
    private readonly checks: ReviewChecks,
  ) {}

  /** Problem: 422 with what the automatic checks found, as pointers into the manifest that stands at `at`. */
  async refuseFailing(manifest: Manifest, at: string): Promise<void> {
    const faults = await this.checks.faults(manifest);
    if (faults.length === 0) return;
    throw unprocessable(faults.map((fault) => ({ ...fault, pointer: at + fault.pointer })));
  }

  /** Problem: 409 `not_possible` for an app without a version, one that waits already, or one that is listed. */
  async submit(tx: Transaction, ctx: RequestContext, before: VersionedApp): Promise<VersionedApp> {
    const { review_state: state } = before.app;
    if (!before.version || state === 'submitted' || state === 'approved') {
      throw conflict('app_not_submittable', `This app is ${before.version ? state : 'without a manifest'}.`);
    }
    return this.store.change(tx, ctx, before, {
      set: { review_state: 'submitted', review_reason: null, submitted_at: ctx.now },
    });
  }

  /** Lists a submitted app under its client id. Problem: 409 `app_key_taken` when another listed app has its key. */
  async approve(tx: Transaction, id: string, now: Date): Promise<VersionedApp> {
    const before = await this.waiting(tx, id);
    try {
      return await this.store.change(tx, now, before, {
        set: { kind: 'marketplace', review_state: 'approved', review_reason: null, reviewed_at: now },
      });
    } catch (error) {
      if (constraintViolation(error)?.constraint !== 'apps_marketplace_key_unique') throw error;
      throw conflict(
        'app_key_taken',
        `Another app of the marketplace has the key "${before.app.key ?? ''}".`,
      );
    }
  }

  /** Sends a submitted app back with a reason. */
  async reject(
    tx: Transaction,
    id: string,
    { reason, now }: { reason: string; now: Date },
  ): Promise<VersionedApp> {
    const before = await this.waiting(tx, id);
    return this.store.change(tx, now, before, {
      set: { review_state: 'rejected', review_reason: reason, reviewed_at: now },
    });
  }

  private async waiting(tx: Transaction, id: string): Promise<VersionedApp> {
    const found = await this.store.lockAny(tx, { id });
    if (found.app.review_state === 'submitted') return found;
    throw conflict(
      'app_not_submitted',
      `This app is ${found.app.review_state}: it is not waiting for a review.`,
    );
  }
}
