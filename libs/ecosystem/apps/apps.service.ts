import { newWebhookSecret } from '@ecosystem/webhooks';
import { Injectable } from '@nestjs/common';
import { constraintViolation } from '@platform/database';
import { conflict, invalidRequest, type RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';
import { Writes } from '@platform/writes';
import { gt } from 'semver';

import type {
  AppDiffDto,
  AppDto,
  AppWithSecretsDto,
  ManifestCheckDto,
  PushAppDto,
  RotateAppSecretDto,
} from './app.dto';
import { AppSecrets } from './app-secrets';
import { type AppChange, AppStore } from './app-store';
import { appView, manifestOf, type VersionedApp } from './app-view';
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
    private readonly writes: Writes,
    private readonly store: AppStore,
    private readonly manifests: Manifests,
    private readonly secrets: AppSecrets,
    private readonly rollout: Rollout,
  ) {}

  /** One of them, or 404. */
  async get(ctx: RequestContext, id: string): Promise<AppDto> {
    return appView(await this.store.own(ctx, id));
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

  /** Replaces a secret; the one before works on for a while. Problem: 409 `no_client_secret` for an app that signs its requests. */
  rotate(ctx: RequestContext, id: string, input: RotateAppSecretDto): Promise<AppWithSecretsDto> {
    const { secret, overlap_seconds } = input;
    const until = new Date(ctx.now.getTime() + (overlap_seconds ?? DAY_S) * 1000);
    return this.writes.run(ctx, async (tx) => {
      const before = await this.store.lockOwn(tx, ctx, id);
      const { set, shown } =
        secret === 'client' ? newClientSecret(before, until) : this.newSigningSecret(before, until);
      const action = 'app.secret_rotated';
      const after = await this.store.change(tx, ctx, before, { set, action });
      await this.rollout.bringUpHere(tx, ctx, after);
      return { ...appView(after), client_secret: null, signing_secret: null, ...shown };
    });
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

export function diffOf(from: VersionedApp | null, to: Manifest): AppDiffDto {
  const before = from?.version ? manifestOf(from.version) : null;
  return {
    from_version: before?.version ?? null,
    to_version: to.version,
    ...manifestDiff(before, to),
  };
}

/** A manifest is another version of its app: the same key, and a greater version. */
export function refuseOther({ app, version }: VersionedApp, manifest: Manifest): void {
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
async function refuseTaken<Result>(work: () => Promise<Result>): Promise<Result> {
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
