import { patternFaults } from '@ecosystem/event-log';
import { type Fault, operationScopes } from '@platform/http';
import type { OutboundHttp } from '@platform/outbound-http';

import type { FieldAccess, Manifest } from './manifest';
import { addressFaults } from './manifest-addresses';
import { faultFinder } from './schema-faults';
import { settingFaults } from './setting-values';

type Rule = (manifest: Manifest, outbound: OutboundHttp) => Fault[];

/** Each scope is one of ours, and asked for once. */
function scopesExist({ scopes: { required = [], optional = [] } }: Manifest): Fault[] {
  const known = new Set<string>(operationScopes().map(({ name }) => name));
  const seen = new Set<string>();
  const asked = [
    ...required.map(({ scope }, at) => ({ scope, pointer: `/scopes/required/${at}/scope` })),
    ...optional.map(({ scope }, at) => ({ scope, pointer: `/scopes/optional/${at}/scope` })),
  ];
  return asked.flatMap(({ scope, pointer }): Fault[] => {
    if (!known.has(scope))
      return [{ pointer, code: 'unknown_scope', detail: `There is no scope "${scope}"` }];
    if (seen.has(scope)) return [{ pointer, code: 'duplicate', detail: `The app asks for "${scope}" twice` }];
    seen.add(scope);
    return [];
  });
}

function keysForSigning({ auth }: Manifest): Fault[] {
  if (auth?.method !== 'private_key_jwt' || auth.jwks) return [];
  return [
    { pointer: '/auth/jwks', code: 'required', detail: 'private_key_jwt needs the public keys of the app' },
  ];
}

const eventsExist: Rule = ({ webhooks = [] }) =>
  webhooks.flatMap(({ types }, at) => patternFaults(types, (index) => `/webhooks/${at}/types/${index}`));

const PLURALS: Readonly<Record<string, string>> = {
  lead: 'leads',
  deal: 'deals',
  contact: 'contacts',
  company: 'companies',
};

/** Whoever names fields of an object asks for the object, too. */
function accessHasScope(manifest: Manifest): Fault[] {
  const access: FieldAccess = manifest.field_access ?? {};
  return Object.entries(access).flatMap(([object, { reads, writes }]) => [
    ...(reads ? needs(manifest, `${PLURALS[object] ?? object}:read`, `/field_access/${object}/reads`) : []),
    ...(writes
      ? needs(manifest, `${PLURALS[object] ?? object}:write`, `/field_access/${object}/writes`)
      : []),
  ]);
}

function needs({ scopes }: Manifest, scope: string, pointer: string, kind?: 'required'): Fault[] {
  const asked = [...(scopes.required ?? []), ...(kind ? [] : (scopes.optional ?? []))];
  if (asked.some((one) => one.scope === scope)) return [];
  const detail = `This needs the ${kind ? 'required ' : ''}scope "${scope}": ask for it under /scopes`;
  return [{ pointer, code: 'scope_needed', detail }];
}

/** What an app is shown of deals it must be allowed to read. */
const extensionsMayRead: Rule = (manifest) =>
  Object.keys(manifest.extensions ?? {}).flatMap((slot) =>
    needs(manifest, 'deals:read', `/extensions/${slot}`, 'required'),
  );

function settingsAreSchemas({ settings }: Manifest): Fault[] {
  if (!settings) return [];
  const unknown = (settings.required ?? []).flatMap((name, at): Fault[] =>
    Object.hasOwn(settings.properties, name)
      ? []
      : [
          {
            pointer: `/settings/required/${at}`,
            code: 'unknown_field',
            detail: `There is no setting "${name}"`,
          },
        ],
  );
  const defaults = Object.entries(settings.properties).flatMap(([name, { default: value, ...schema }]) =>
    value === undefined
      ? []
      : faultFinder(settingFaults.schemaOf(schema))(value, `/settings/properties/${name}/default`),
  );
  return [...unknown, ...defaults];
}

const RULES: readonly Rule[] = [
  scopesExist,
  keysForSigning,
  eventsExist,
  accessHasScope,
  extensionsMayRead,
  settingsAreSchemas,
  addressFaults,
];

/** What a manifest must hold to beyond its schema. */
export const manifestRuleFaults = (manifest: Manifest, outbound: OutboundHttp): Fault[] =>
  RULES.flatMap((rule) => rule(manifest, outbound));
