import { takeBackRedirects } from '@crm/merged-ids';
import { toUuid } from '@platform/ids';

import { TestApi, type TestWorkspace } from '../support/test-api';
import { merge } from './support/merged';

let api: TestApi;
let workspace: TestWorkspace;
beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
});
afterAll(() => api.stop());

const uuidOf = (id: string): string => toUuid('company', id) ?? '';

const answering = async (id: string): Promise<unknown> =>
  (await workspace.get(`/v1/companies/${id}`).expect(200)).body.id;

it('an id that is given back leads to its own record, and what came with it to where it led before', async () => {
  const [first, second, last] = await Promise.all(
    ['First', 'Second', 'Last'].map(async (name) => (await workspace.create('/v1/companies', { name })).id),
  );
  if (!first || !second || !last) throw new Error('Three were made.');
  const workspaceId = toUuid('workspace', workspace.workspace_id) ?? '';
  await merge(api, workspace, 'company', { merged: first, into: second });
  const moved = await merge(api, workspace, 'company', { merged: second, into: last });
  expect(moved).toEqual([{ merged_id: uuidOf(first), survivor_id: uuidOf(second) }]);
  expect(await Promise.all([first, second, last].map(answering))).toEqual([last, last, last]);
  await workspace.patch(`/v1/companies/${last}`, { comment: 'x' }).expect(200);
  await api.database.transaction((tx) =>
    takeBackRedirects(tx, workspaceId, {
      object: 'company',
      survivorId: uuidOf(last),
      mergedIds: [uuidOf(second)],
      moved,
    }),
  );
  // As an undo brings the record back.
  await api.sql(
    'UPDATE companies SET deleted_at = NULL, merged_into = NULL WHERE workspace_id = $1 AND id = $2',
    [workspaceId, uuidOf(second)],
  );
  expect(await Promise.all([first, second, last].map(answering))).toEqual([second, second, last]);
  const { body } = await workspace.patch(`/v1/companies/${second}`, { comment: 'y' }).expect(200);
  expect(body.version).toBe(3);
});
