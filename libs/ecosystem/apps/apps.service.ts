import { App, AppVersion, type Installation } from '@access/installations';
import { newWebhookSecret } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import { constraintViolation, Database, type Transaction } from '@platform/database';
import {
  CursorCodec,
  conflict,
  DEFAULT_PAGE_SIZE,
  invalidRequest,
  type Page,
  type PageQueryDto,
  pageOf,
  type RequestContext,
} from '@platform/http';
import { newUuid } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';
import { Writes } from '@platform/writes';
import { gt } from 'semver';

import type {
  AppDiffDto,
  AppDto,
  AppVersionDto,
  AppVersionQueryDto,
  AppWithSecretsDto,
  ManifestCheckDto,
  PushAppDto,
  PushedVersionDto,
  RotateAppSecretDto,
} from './app.dto';
import { appColumns } from './app-columns';
import { AppReview } from './app-review';
import { AppSecrets } from './app-secrets';
import { type AppChange, AppStore, withVersions } from './app-store';
import { appView, manifestOf, type VersionedApp, versionView } from './app-view';
import type { Manifest } from './manifest/manifest';
import { manifestDiff } from './manifest/manifest-diff';
import { Manifests } from './manifest/manifests';
import { newApp, newVersion } from './new-app';
import { Rollout } from './rollout';

const DAY_S = 24 * 60 * 60;

/** Lets a workspace make apps of its own. */
@Injectable()
export class AppsService {
  constructor(
    private readonly database: Database,
    private readonly writes: Writes,
    private readonly cursors: CursorCodec,
    private readonly store: AppStore,
    private readonly manifests: Manifests,
    private readonly secrets: AppSecrets,
    private readonly rollout: Rollout,
    private readonly review: AppReview,
  ) {}

  /** One page of the apps that were made in this workspace, in the order in which they were. */
  async list(
    ctx: RequestContext,
    { limit = DEFAULT_PAGE_SIZE, cursor }: PageQueryDto,
  ): Promise<Page<AppDto>> {
    const bound = `apps ${ctx.workspaceId}`;
    const query = this.database.rows
      .createQueryBuilder(App, 'app')
      .where('app.owner_workspace_id = :workspaceId', { workspaceId: ctx.workspaceId })
      .orderBy('app.id')
      .limit(limit + 1);
    if (cursor !== undefined)
      query.andWhere('app.id > :after', { after: this.cursors.decode(cursor, bound)[0] });
    return pageOf(await withVersions(this.database.rows, await query.getMany()), limit, {
      item: appView,
      cursor: ({ app }) => this.cursors.encode([app.id], bound),
    });
  }

  /** One of them, or 404. */
  async get(ctx: RequestContext, id: string): Promise<AppDto> {
    return appView(await this.store.own(ctx, id));
  }

  /** One page of its versions, the latest first. */
  async versions(
    ctx: RequestContext,
    id: string,
    { limit = DEFAULT_PAGE_SIZE, cursor, version }: AppVersionQueryDto,
  ): Promise<Page<AppVersionDto>> {
    await this.store.own(ctx, id);
    const bound = `app_versions ${ctx.workspaceId} ${id} ${version ?? ''}`;
    const query = this.database.rows
      .createQueryBuilder(AppVersion, 'v')
      .where('v.app_id = :id', { id })
      .orderBy('v.id', 'DESC')
      .limit(limit + 1);
    if (version !== undefined) query.andWhere('v.version = :version', { version });
    if (cursor !== undefined)
      query.andWhere('v.id < :before', { before: this.cursors.decode(cursor, bound)[0] });
    return pageOf(await query.getMany(), limit, {
      item: versionView,
      cursor: (last) => this.cursors.encode([last.id], bound),
    });
  }

  /** What is wrong with a manifest. */
  async validate(ctx: RequestContext, { manifest }: PushAppDto): Promise<ManifestCheckDto> {
    const errors = await this.manifests.faults(ctx, manifest);
    return { valid: errors.length === 0, errors: errors.slice(0, 1000) };
  }

  /** What a manifest would change of the app with this key; of nothing when there is no such app. Problem: 400. */
  async diff(ctx: RequestContext, key: string, input: PushAppDto): Promise<AppDiffDto> {
    const manifest = await this.manifests.read(ctx, input.manifest, '/manifest');
    const known = await this.store.ownByKey(ctx, key);
    return diffOf(known, manifest);
  }

  /** Makes a private app of the workspace. Problems: 400 for a wrong manifest, 409 `app_key_taken`. */
  async create(ctx: RequestContext, input: PushAppDto): Promise<AppWithSecretsDto> {
    const manifest = await this.manifests.read(ctx, input.manifest, '/manifest');
    return this.writes.run(ctx, async (tx) => {
      const version = newVersion(manifest, { appId: newUuid(), now: ctx.now, by: ctx.actor });
      const made = newApp(version, { ownerId: ctx.workspaceId, kind: 'private' });
      const signingSecret = newWebhookSecret();
      made.app.signing_secret = this.secrets.seal(made.app.id, signingSecret);
      const added = await refuseTaken(() => this.store.add(tx, ctx, made.app, version));
      return { ...appView(added), client_secret: made.clientSecret, signing_secret: signingSecret };
    });
  }

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
      const set = { ...appColumns(manifest), version_id: version.id };
      const after = await this.store.change(tx, ctx, before, { set, version });
      await this.bringUpHere(tx, ctx, after);
      return { app: appView(after), diff: diffOf(before, manifest) };
    });
  }

  /** Replaces a secret; the one before works on for a while. Problem: 409 `no_client_secret` for an app that signs its requests. */
  rotate(ctx: RequestContext, id: string, input: RotateAppSecretDto): Promise<AppWithSecretsDto> {
    const { secret, overlap_seconds } = input;
    const until = new Date(ctx.now.getTime() + (overlap_seconds ?? DAY_S) * 1000);
    return this.writes.run(ctx, async (tx) => {
      const before = await this.store.lockOwn(tx, ctx, id);
      const { set, shown } =
        secret === 'client' ? newClientSecret(before, until) : this.newSigningSecret(before, until);
      const after = await this.store.change(tx, ctx, before, { set });
      await this.bringUpHere(tx, ctx, after);
      return { ...appView(after), client_secret: null, signing_secret: null, ...shown };
    });
  }

  /** Offers an app to the marketplace. Problems: 409 when it is there or waits, 422 where it fails the automatic checks. */
  async submit(ctx: RequestContext, id: string): Promise<AppDto> {
    const { version } = await this.store.own(ctx, id);
    if (version) await this.review.refuseFailing(manifestOf(version), '');
    return this.writes.run(ctx, async (tx) =>
      appView(await this.review.submit(tx, ctx, await this.store.lockOwn(tx, ctx, id))),
    );
  }

  private newSigningSecret({ app }: VersionedApp, until: Date) {
    const signingSecret = newWebhookSecret();
    const set: AppChange = {
      signing_secret: this.secrets.seal(app.id, signingSecret),
      previous_signing_secret: app.signing_secret,
      previous_signing_secret_expires_at: until,
    };
    return { set, shown: { signing_secret: signingSecret } };
  }

  /** Where an app is installed in its own workspace, that follows at once; others follow in the worker. */
  private async bringUpHere(tx: Transaction, ctx: RequestContext, app: VersionedApp): Promise<void> {
    const rows = await tx.sql<Pick<Installation, 'id'>>('installations.live_of', LIVE_OF, [
      ctx.workspaceId,
      app.app.id,
    ]);
    for (const { id } of rows) await this.rollout.bringUp(tx, ctx, id, app);
  }
}

function newClientSecret({ app }: VersionedApp, until: Date) {
  if (!app.token_endpoint_auth_method.startsWith('client_secret')) {
    throw conflict('no_client_secret', 'This app proves itself with its own keys: it has no client secret.');
  }
  const clientSecret = newToken('cs');
  const set: AppChange = {
    client_secret_hash: hashToken(clientSecret),
    previous_client_secret_hash: app.client_secret_hash,
    previous_client_secret_expires_at: until,
  };
  return { set, shown: { client_secret: clientSecret } };
}

function diffOf(from: VersionedApp | null, to: Manifest): AppDiffDto {
  const before = from?.version ? manifestOf(from.version) : null;
  return {
    from_version: before?.version ?? null,
    to_version: to.version,
    ...manifestDiff(before, to),
  };
}

/** A manifest is another version of its app: the same key, and a greater version. */
function refuseOther({ app, version }: VersionedApp, manifest: Manifest): void {
  if (app.key !== null && app.key !== manifest.key) {
    const detail = `The key of this app is "${app.key}", and never changes`;
    throw invalidRequest([{ pointer: '/manifest/key', code: 'key_differs', detail }]);
  }
  if (version && !gt(manifest.version, version.version)) {
    const detail = `The version must be greater than ${version.version}`;
    throw invalidRequest([{ pointer: '/manifest/version', code: 'version_not_greater', detail }]);
  }
}

/** Two apps of a workspace have different keys. */
export async function refuseTaken<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (constraintViolation(error)?.constraint !== 'apps_own_key_unique') throw error;
    throw conflict(
      'app_key_taken',
      'An app of this workspace has this key: push a version of it, or choose another.',
    );
  }
}

const LIVE_OF = `
  SELECT id FROM installations
  WHERE workspace_id = $1 AND app_id = $2 AND state IN ('pending_setup', 'active', 'suspended')`;
