import type { App } from '@access/installations';
import { foldText } from '@platform/filters';

import { askedScopes, type Manifest } from './manifest/manifest';

/** What of a manifest stands in the row of its app: what OAuth and the marketplace look for. */
export const appColumns = (manifest: Manifest) =>
  ({
    name: manifest.name,
    key: manifest.key,
    scopes: askedScopes(manifest)
      .map(({ scope }) => scope)
      .sort(),
    ...consentColumns(manifest),
    categories: [...(manifest.categories ?? [])].sort(),
    search_text: searchTextOf(manifest),
    token_endpoint_auth_method: manifest.auth?.method ?? 'client_secret_basic',
    jwks: manifest.auth?.jwks ?? null,
  }) satisfies Partial<App>;

/** What a person reads who is asked for consent. */
const consentColumns = (manifest: Manifest) =>
  ({
    optional_scopes: (manifest.scopes.optional ?? []).map(({ scope }) => scope).sort(),
    scope_reasons: Object.fromEntries(askedScopes(manifest).map(({ scope, reason }) => [scope, reason])),
    field_access: { reads: pathsOf(manifest, 'reads'), writes: pathsOf(manifest, 'writes') },
    publisher: manifest.publisher.name,
    redirect_uris: [...(manifest.redirect_uris ?? [])],
  }) satisfies Partial<App>;

const pathsOf = ({ field_access: access = {} }: Manifest, direction: 'reads' | 'writes'): string[] =>
  Object.entries(access).flatMap(([object, use]) =>
    (use[direction] ?? []).map((name) => `${object}.${name}`),
  );

/** The publisher comes first, in a line of its own: the marketplace also looks for it alone. */
const searchTextOf = ({ publisher, name, names = {}, description = '', key }: Manifest): string =>
  [publisher.name, name, ...Object.values(names), key, description].map(foldText).join('\n');
