import type { App } from '@access/installations';
import { foldText } from '@platform/filters';

import { askedScopes, type Manifest, requiredScopes } from './manifest/manifest';

/** What of a manifest stands in the row of its app: what OAuth and the marketplace look for. */
export const appColumns = (manifest: Manifest) =>
  ({
    name: manifest.name,
    key: manifest.key,
    scopes: askedScopes(manifest)
      .map(({ scope }) => scope)
      .sort(),
    required_scopes: requiredScopes(manifest),
    categories: [...(manifest.categories ?? [])].sort(),
    search_text: searchTextOf(manifest),
    token_endpoint_auth_method: manifest.auth?.method ?? 'client_secret_basic',
    jwks: manifest.auth?.jwks ?? null,
  }) satisfies Partial<App>;

/** The publisher comes first, in a line of its own: the marketplace also looks for it alone. */
const searchTextOf = ({ publisher, name, names = {}, description = '', key }: Manifest): string =>
  [publisher.name, name, ...Object.values(names), key, description].map(foldText).join('\n');
