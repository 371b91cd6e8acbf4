import type { AuthMethod, PublicJwks } from '@access/installations';
import type { Payload } from '@ecosystem/event-log';
import type { Ordering } from '@ecosystem/webhooks';

/** A scope that an app asks for, and why. */
export interface AskedScope {
  readonly scope: string;
  readonly reason: string;
}

/** Which fields of an object an app reads and writes; `*` stands for all of them. */
export interface FieldUse {
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
}

/** By object: `deal`, `lead`, `contact`, `company`. What is not named is used as a whole. */
export type FieldAccess = Readonly<Record<string, FieldUse>>;

/** Where an app wants to be told of events. */
export interface ManifestWebhook {
  readonly url: string;
  readonly types: readonly string[];
  readonly filter?: object;
  readonly payload?: Payload;
  readonly fields?: readonly string[];
  readonly ordering?: Ordering;
}

/** A setting that admins fill in, as a JSON Schema of a single value. */
export interface SettingSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  /** Kept sealed, and never shown to people again. */
  readonly secret?: boolean;
}

/** The settings of an app. */
export interface SettingsSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
}

/** A part of the form of a deal that the app fills: a frame of its own. */
export interface FormSection {
  readonly url: string;
  readonly title: string;
  readonly titles?: Readonly<Record<string, string>>;
}

/** Asked before a deal comes to one of the stages: groups (`won`) or ids of stages. */
export interface StageGate {
  readonly url: string;
  readonly stages: readonly string[];
}

/** What an app adds to the CRM, by slot. */
export interface Extensions {
  readonly 'deal.form.section'?: readonly FormSection[];
  readonly 'deal.form.before_save'?: { readonly url: string };
  readonly 'deal.stage_gate'?: StageGate;
}

/** All that an app says of itself: `crm-app.json`. */
export interface Manifest {
  readonly $schema?: string;
  readonly key: string;
  readonly version: string;
  readonly name: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly publisher: { readonly name: string; readonly url?: string };
  readonly categories?: readonly string[];
  readonly origins?: readonly string[];
  readonly redirect_uris?: readonly string[];
  readonly auth?: { readonly method: AuthMethod; readonly jwks?: PublicJwks };
  readonly scopes: { readonly required?: readonly AskedScope[]; readonly optional?: readonly AskedScope[] };
  readonly field_access?: FieldAccess;
  readonly webhooks?: readonly ManifestWebhook[];
  readonly settings?: SettingsSchema;
  readonly extensions?: Extensions;
  readonly lifecycle_url?: string;
}

/** Every scope that an app asks for, the required ones first. */
export const askedScopes = ({ scopes: { required = [], optional = [] } }: Manifest): AskedScope[] => [
  ...required,
  ...optional,
];

/** The names of the scopes that an app does not work without. */
export const requiredScopes = ({ scopes: { required = [] } }: Manifest): string[] =>
  required.map(({ scope }) => scope).sort();
