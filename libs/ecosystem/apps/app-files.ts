import { readFile } from 'node:fs/promises';

import { App } from '@access/installations';
import { newWebhookSecret } from '@ecosystem/webhooks';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '@platform/config';
import { constraintViolation, Database, type Transaction } from '@platform/database';
import { type Actor, RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';
import { StartupError } from '@platform/runtime';
import { gt } from 'semver';
import { IsNull } from 'typeorm';

import { appColumns } from './app-columns';
import { AppSecrets } from './app-secrets';
import { AppStore } from './app-store';
import { manifestOf } from './app-view';
import type { Manifest } from './manifest/manifest';
import { manifestDiff } from './manifest/manifest-diff';
import { Manifests } from './manifest/manifests';
import { newApp, newVersion } from './new-app';

const OPERATOR: Actor = { type: 'system', id: null };
/** No workspace has it: the operator's apps are nobody's. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Brings the apps of the manifests that the operator names into the marketplace when a process starts; as often as it likes. */
@Injectable()
export class AppFiles implements OnApplicationBootstrap {
  private readonly logger = new Logger('AppFiles');

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly manifests: Manifests,
    private readonly store: AppStore,
    private readonly secrets: AppSecrets,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const file of this.settings.appManifests) await this.load(file);
  }

  /** Throws a StartupError that names the file and what is wrong with it. */
  private async load(file: string): Promise<void> {
    const now = new Date();
    const manifest = await this.read(file, now);
    const keep = () => this.database.transaction((tx) => this.keep(tx, { file, manifest, now }));
    try {
      await keep();
    } catch (error) {
      // Another process that starts at the same time was faster.
      if (constraintViolation(error)?.constraint !== 'apps_marketplace_key_unique') throw error;
      await keep();
    }
  }

  private async keep(
    tx: Transaction,
    { file, manifest, now }: { file: string; manifest: Manifest; now: Date },
  ): Promise<void> {
    const where = { key: manifest.key, kind: 'marketplace' } as const;
    const there = await tx.rows.findOneBy(App, { ...where, owner_workspace_id: IsNull() });
    if (!there) return this.add(tx, manifest, now);
    const before = await this.store.lockAny(tx, { id: there.id });
    const current = before.version?.version ?? '0.0.0';
    if (gt(manifest.version, current)) {
      const version = newVersion(manifest, { appId: there.id, now, by: OPERATOR });
      const set = { ...appColumns(manifest), version_id: version.id };
      await this.store.change(tx, now, before, { set, version });
      this.logger.log(`The app "${manifest.key}" is rolled out in version ${manifest.version}`);
    } else if (manifest.version !== current) {
      this.logger.warn(
        `${file} holds version ${manifest.version} of "${manifest.key}", which has ${current}`,
      );
    } else if (before.version && manifestDiff(manifestOf(before.version), manifest).changes.length > 0) {
      throw new StartupError(`${file} is not what version ${current} was: versions never change, raise it.`);
    }
  }

  private async add(tx: Transaction, manifest: Manifest, now: Date): Promise<void> {
    const version = newVersion(manifest, { appId: newUuid(), now, by: OPERATOR });
    const { app } = newApp(version, { ownerId: null, kind: 'marketplace' });
    const signing_secret = this.secrets.seal(app.id, newWebhookSecret());
    const approved = { ...app, signing_secret, review_state: 'approved', reviewed_at: now } as const;
    await this.store.add(tx, null, approved, version);
    this.logger.log(`The app "${manifest.key}" is in the marketplace`);
  }

  private async read(file: string, now: Date): Promise<Manifest> {
    const json = await this.parsed(file);
    const faults = await this.manifests.faults(RequestContext.system(NOBODY, now), json);
    if (faults.length === 0) return json as Manifest;
    const told = faults.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`).join('; ');
    throw new StartupError(`${file} (APP_MANIFESTS) is no manifest of an app. ${told}`);
  }

  private async parsed(file: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as unknown;
    } catch (error) {
      throw new StartupError(`${file} (APP_MANIFESTS) cannot be read as JSON.`, { cause: error });
    }
  }
}
