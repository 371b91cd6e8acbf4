import { isDeepStrictEqual } from 'node:util';

import { splitAccess } from './field-access';
import { type AskedScope, askedScopes, type FieldAccess, type Manifest, requiredScopes } from './manifest';

/** A value that differs between two manifests; a missing one is null. */
export interface ManifestChange {
  readonly pointer: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What two versions of an app differ in. */
export interface ManifestDiff {
  readonly changes: ManifestChange[];
  readonly permissions: {
    /** Whether the later one may do something that the earlier one may not, wherever it is installed. */
    readonly grow: boolean;
    readonly scopes_added: (AskedScope & { readonly required: boolean })[];
    readonly scopes_removed: string[];
    /** Optional ones that became required. */
    readonly scopes_required: string[];
    readonly fields_added: FieldAccess;
  };
}

/** What changes from one manifest to another; from nothing, for an app that is new. */
export function manifestDiff(from: Manifest | null, to: Manifest): ManifestDiff {
  const before = from ? askedScopes(from).map(({ scope }) => scope) : [];
  const needed = from ? requiredScopes(from) : [];
  const required = requiredScopes(to);
  const added = askedScopes(to).filter(({ scope }) => !before.includes(scope));
  const tightened = required.filter((scope) => before.includes(scope) && !needed.includes(scope));
  const fields = from ? splitAccess(from.field_access ?? {}, to.field_access ?? {}).beyond : {};
  return {
    changes: differences(from ?? {}, to, ''),
    permissions: {
      grow: added.length > 0 || tightened.length > 0 || Object.keys(fields).length > 0,
      scopes_added: added.map((one) => ({ ...one, required: required.includes(one.scope) })),
      scopes_removed: before.filter((scope) => !askedScopes(to).some((one) => one.scope === scope)),
      scopes_required: tightened,
      fields_added: fields,
    },
  };
}

function differences(from: unknown, to: unknown, pointer: string): ManifestChange[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (!isTree(from) || !isTree(to) || Array.isArray(from) !== Array.isArray(to)) {
    return [{ pointer, from: from ?? null, to: to ?? null }];
  }
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) =>
    differences(Reflect.get(from, name), Reflect.get(to, name), `${pointer}/${escaped(name)}`),
  );
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** RFC 6901, section 3. */
const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');
