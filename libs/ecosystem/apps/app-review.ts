import { Injectable } from '@nestjs/common';
import { constraintViolation, type Transaction } from '@platform/database';
import { conflict, type RequestContext, unprocessable } from '@platform/http';

import { Writes } from '@platform/writes';
import type { AppDto } from './app.dto';
import { AppStore } from './app-store';
import { appView, manifestOf, type VersionedApp } from './app-view';
import type { Manifest } from './manifest/manifest';
import { ReviewChecks } from './review-checks';

/** Takes apps into the marketplace: submitted by their makers, approved or rejected by the operator. */
@Injectable()
export class AppReview {
  constructor(
    private readonly store: AppStore,
    private readonly checks: ReviewChecks,
    private readonly writes: Writes,
  ) {}

  /** Problem: 422 with what the automatic checks found, as pointers into the manifest that stands at `at`. */
  async refuseFailing(manifest: Manifest, at: string): Promise<void> {
    const faults = await this.checks.faults(manifest);
    if (faults.length === 0) return;
    throw unprocessable(faults.map((fault) => ({ ...fault, pointer: at + fault.pointer })));
  }

  /** Offers an app to the marketplace. Problems: 409 `app_not_submittable`, 422 where it fails the automatic checks. */
  async submit(ctx: RequestContext, id: string): Promise<AppDto> {
    const { version } = await this.store.own(ctx, id);
    if (version) await this.refuseFailing(manifestOf(version), '');
    return this.writes.run(ctx, async (tx) => {
      const before = await this.store.lockOwn(tx, ctx, id);
      refuseListed(before);
      const set = { review_state: 'submitted', review_reason: null, submitted_at: ctx.now } as const;
      return appView(await this.store.change(tx, ctx, before, { set }));
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

/** An app without a version has nothing to look at; one that waits or is listed has been submitted. */
function refuseListed({ app, version }: VersionedApp): void {
  const { review_state: state } = app;
  if (version && state !== 'submitted' && state !== 'approved') return;
  throw conflict('app_not_submittable', `This app is ${version ? state : 'without a manifest'}.`);
}
