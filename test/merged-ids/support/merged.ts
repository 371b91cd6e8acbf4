import { addRedirects, MERGED_OBJECTS, type MergedObject, type Redirect } from '@crm/merged-ids';
import { toUuid } from '@platform/ids';

import type { TestApi, TestWorkspace } from '../../support/test-api';

/** Where records of each kind are, and as little as one may say. */
export const KINDS: Readonly<Record<MergedObject, { readonly plural: string; readonly least: object }>> = {
  lead: { plural: 'leads', least: { title: 'Merged' } },
  contact: { plural: 'contacts', least: { first_name: 'Merged' } },
  company: { plural: 'companies', least: { name: 'Merged' } },
  deal: { plural: 'deals', least: { title: 'Merged' } },
};

/** The kinds of records that can be merged, by the prefix of their ids. */
export const BY_PREFIX: Readonly<Record<string, MergedObject>> = Object.fromEntries(
  MERGED_OBJECTS.map((object) => [object.slice(0, 4), object]),
);

const uuidOf = (object: MergedObject, id: string): string => {
  const uuid = toUuid(object, id);
  if (!uuid) throw new Error(`${id} is not the id of a ${object}.`);
  return uuid;
};

/**
 * Leaves a record as a merge leaves it: deleted, with another one that answers for it; nothing of its own is moved. Answers with what
 * is pointed anew with it.
 */
export async function merge(
  api: TestApi,
  workspace: TestWorkspace,
  object: MergedObject,
  { merged, into }: { readonly merged: string; readonly into: string },
): Promise<readonly Redirect[]> {
  const workspaceId = toUuid('workspace', workspace.workspace_id) ?? '';
  const [mergedId, survivorId] = [uuidOf(object, merged), uuidOf(object, into)];
  await api.sql(
    `UPDATE ${KINDS[object].plural} SET deleted_at = now(), merged_into = $3
      WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, mergedId, survivorId],
  );
  return api.database.transaction((tx) =>
    addRedirects(tx, workspaceId, { object, survivorId, mergedIds: [mergedId] }),
  );
}

/** A new record that is merged into another at once; answers with its id. */
export async function mergedInto(
  api: TestApi,
  workspace: TestWorkspace,
  object: MergedObject,
  survivor: string,
): Promise<string> {
  const { plural, least } = KINDS[object];
  const { id } = await workspace.create(`/v1/${plural}`, least);
  await merge(api, workspace, object, { merged: id, into: survivor });
  return id;
}
