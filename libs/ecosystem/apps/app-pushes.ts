import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@platform/http';
import { Writes } from '@platform/writes';

import type { PushAppDto, PushedVersionDto } from './app.dto';
import { appColumns } from './app-columns';
import { AppReview } from './app-review';
import { type AppChange, AppStore } from './app-store';
import { appView, type VersionedApp } from './app-view';
import { diffOf, refuseOther } from './apps.service';
import { Manifests } from './manifest/manifests';
import { newVersion } from './new-app';
import { Rollout } from './rollout';

/** Gives apps further versions. */
@Injectable()
export class AppPushes {
  constructor(
    private readonly writes: Writes,
    private readonly store: AppStore,
    private readonly manifests: Manifests,
    private readonly review: AppReview,
    private readonly rollout: Rollout,
  ) {}

  /**
   * Gives an app another version, which rolls out at once but for what it may do beyond the one before. Problems: 400 for a wrong
   * manifest, another key or a version that is not greater; 409 when the version is there; 422 where a listed app fails its checks.
   */
  async push(ctx: RequestContext, id: string, input: PushAppDto): Promise<PushedVersionDto> {
    const manifest = await this.manifests.read(ctx, input.manifest, '/manifest');
    const known = await this.store.own(ctx, id);
    refuseOther(known, manifest);
    if (known.app.kind === 'marketplace') await this.review.refuseFailing(manifest, '/manifest');
    return this.writes.run(ctx, async (tx) => {
      const before = await this.store.lockOwn(tx, ctx, id);
      refuseOther(before, manifest);
      const version = newVersion(manifest, { appId: id, now: ctx.now, by: ctx.actor });
      const set = { ...appColumns(manifest), ...reviewedAnew(before), version_id: version.id };
      const after = await this.store.change(tx, ctx, before, { set, version });
      await this.rollout.bringUpHere(tx, ctx, after);
      return { app: appView(after), diff: diffOf(before, manifest) };
    });
  }
}

/** Who looks at an app looks at what was submitted: another version has to be submitted anew, until the app is listed. */
const reviewedAnew = ({ app }: VersionedApp): AppChange =>
  app.review_state === 'submitted' || app.review_state === 'rejected' ? { review_state: 'draft' } : {};
