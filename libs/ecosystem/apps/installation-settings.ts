import { appsManage, INSTALLATIONS, type Installation } from '@access/installations';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { invalidRequest, missingScope, type RequestContext } from '@platform/http';
import { KeyStore } from '@platform/secrets';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import { AppStore } from './app-store';
import { manifestOf } from './app-view';
import { refuseNotLive } from './installation-service';
import type { InstallationSettingsDto, PutSettingsDto } from './installations.dto';
import type { SettingsSchema } from './manifest/manifest';
import { settingFaults } from './manifest/setting-values';

/** Stands for the value of a secret setting in answers; sent back, it keeps the value that is stored. */
const HIDDEN = '***';

type Values = Readonly<Record<string, unknown>>;

const NO_SETTINGS: SettingsSchema = { type: 'object', properties: {} };

/** Keeps what admins set up of an app; secret settings are sealed, and open for the app alone. */
@Injectable()
export class InstallationSettings {
  constructor(
    private readonly database: Database,
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly store: AppStore,
    private readonly keys: KeyStore,
  ) {}

  /** Problem: 403 for whoever is neither the app nor may manage apps. */
  async get(ctx: RequestContext, id: string): Promise<InstallationSettingsDto> {
    const row = await this.rows.get(ctx, INSTALLATIONS, id);
    refuseStrangers(ctx, id);
    const schema = await this.schemaOf(row);
    const isApp = ctx.principal.kind === 'installation' && ctx.principal.installationId === id;
    const secrets = this.secrets(row);
    const shown = isApp ? secrets : mapped(secrets, () => HIDDEN);
    return { schema, values: { ...defaults(schema ?? NO_SETTINGS), ...row.settings, ...shown } };
  }

  /** Problems: 400 with a pointer to each value that does not fit, 403, 409. */
  put(ctx: RequestContext, asked: Asked, { values }: PutSettingsDto): Promise<InstallationSettingsDto> {
    return this.writes.run(ctx, async (tx) => {
      let schema: SettingsSchema | null = null;
      const row = await this.rows.change(tx, ctx, INSTALLATIONS, {
        asked,
        edit: async (before) => {
          refuseStrangers(ctx, asked.id);
          refuseNotLive(before);
          schema = await this.schemaOf(before);
          return this.changeOf(ctx, before, { schema: schema ?? NO_SETTINGS, values: values as Values });
        },
      });
      return { schema, values: { ...row.settings, ...mapped(this.secrets(row), () => HIDDEN) } };
    });
  }

  private changeOf(
    ctx: RequestContext,
    before: Installation,
    { schema, values }: { schema: SettingsSchema; values: Values },
  ): Partial<Installation> {
    const stored = this.secrets(before);
    const isSecret = (name: string): boolean => schema.properties[name]?.secret === true;
    const given = Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => {
        if (value !== HIDDEN || !isSecret(name)) return [[name, value]];
        return Object.hasOwn(stored, name) ? [[name, stored[name]]] : [];
      }),
    );
    const faults = settingFaults.of(schema, given);
    if (faults.length > 0) {
      throw invalidRequest(faults.map((fault) => ({ ...fault, pointer: `/values${fault.pointer}` })));
    }
    const entries = Object.entries(given);
    const secrets = Object.fromEntries(entries.filter(([name]) => isSecret(name)));
    return {
      settings: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
      secret_settings: Object.keys(secrets).length === 0 ? null : this.seal(before, secrets),
      settings_changed_at: ctx.now,
    };
  }

  private async schemaOf({ app_id }: Installation): Promise<SettingsSchema | null> {
    const { version } = await this.store.any(this.database.rows, app_id);
    return (version && manifestOf(version).settings) ?? null;
  }

  private secrets(row: Installation): Values {
    if (row.secret_settings === null) return {};
    return JSON.parse(this.keys.openText(row.secret_settings, context(row))) as Values;
  }

  private seal(row: Installation, secrets: object): string {
    return this.keys.seal(JSON.stringify(secrets), context(row));
  }
}

const context = ({ workspace_id, id }: Installation) => ({
  workspaceId: workspace_id,
  purpose: 'installation.settings',
  row: id,
});

const mapped = (values: Values, to: () => unknown): Values =>
  Object.fromEntries(Object.keys(values).map((name) => [name, to()]));

/** What holds until an admin sets something else. */
const defaults = ({ properties }: SettingsSchema): Values =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

function refuseStrangers({ principal }: RequestContext, id: string): void {
  if (principal.installationId === id || principal.scopes.has(appsManage.name)) return;
  throw missingScope(appsManage.name);
}
