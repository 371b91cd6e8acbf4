import { languageOf, worded } from '@crm/workspace-language';
import { insertRows, type Transaction } from '@platform/database';
import { foldText } from '@platform/filters';
import type { RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';

import { DEFAULT_VALUES } from './default-values';
import { DIRECTORY_NAMES } from './directory-names';

const COLUMNS = [
  'workspace_id',
  'id',
  'version',
  'created_at',
  'updated_at',
  'created_by',
  'updated_by',
  'directory',
  'key',
  'name',
  'position',
  'system',
  'folded',
  'search_text',
];

/** The values that a new workspace starts with, in its language. They come with it: no events tell of them. */
export async function makeDefaultValues(
  { workspaceId, now, actor }: RequestContext,
  tx: Transaction,
): Promise<void> {
  const language = await languageOf(tx, workspaceId);
  const values = DIRECTORY_NAMES.flatMap((directory) =>
    DEFAULT_VALUES[directory].map(([key, names], at) => ({
      directory,
      key,
      at,
      name: worded(names, language),
    })),
  );
  await insertRows(tx, {
    table: 'directory_values',
    columns: COLUMNS,
    size: values.length,
    *values() {
      for (const { directory, key, at, name } of values) {
        const folded = { name: foldText(name), key: foldText(key) };
        const own = [directory, key, name, (at + 1) * 10, true];
        const found = [folded, `${folded.name}\n${folded.key}`];
        yield [workspaceId, newUuid(), 1, now, now, actor, actor, ...own, ...found];
      }
    },
  });
}
