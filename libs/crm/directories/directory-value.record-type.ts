import { defineRecordType, type Edit } from '@crm/records';
import type { Sql, Transaction } from '@platform/database';
import { foldText } from '@platform/filters';
import { conflict, defineScope, type RequestContext } from '@platform/http';

import { DIRECTORY_NAMES } from './directory-names';
import { CreateDirectoryValueDto, DirectoryValueDto, UpdateDirectoryValueDto } from './directory-value.dto';
import { DirectoryValue } from './directory-value.entity';
import { firstUse } from './value-use';

const manage = defineScope('directories:manage', 'change the values of directories');

export const DIRECTORY_SCOPES = {
  read: defineScope('directories:read', 'read directories and their values'),
  write: manage,
  delete: manage,
};

/** Deleted by its own controller, which replaces it in the records that hold it. */
export const directoryValueType = defineRecordType<DirectoryValue>({
  name: 'directory_value',
  plural: 'directory_values',
  segment: 'values',
  words: { one: 'a value of a directory', many: 'the values of a directory' },
  row: DirectoryValue,
  create: CreateDirectoryValueDto,
  update: UpdateDirectoryValueDto,
  view: DirectoryValueDto,
  scopes: DIRECTORY_SCOPES,
  privileged: () => true,
  parent: { names: DIRECTORY_NAMES, plural: 'directories', field: 'directory' },
  routes: ['create', 'update', 'restore'],
  defaultSort: 'position',
  sorts: { position: { column: 'position' } },
  rules: valueRules,
});

async function valueRules(
  edits: readonly Edit<DirectoryValue>[],
  ctx: RequestContext,
  tx: Transaction,
): Promise<void> {
  for (const edit of edits) {
    edit.fill('system', false);
    edit.fill('position', 500);
    if (edit.action === 'delete') await refuseDeletion(edit, ctx, tx);
  }
  const keyed = edits.filter(({ before, row }) => !row.deleted_at && (!before || before.deleted_at));
  if (keyed.length > 0) await giveKeys(keyed, ctx, tx);
}

interface KnownKey {
  readonly directory: string;
  readonly key: string;
  readonly is_free: boolean;
}

/** Makes keys where none are given, and refuses those that another value has. */
async function giveKeys(
  edits: readonly Edit<DirectoryValue>[],
  ctx: RequestContext,
  sql: Sql,
): Promise<void> {
  const directories = [...new Set(edits.map(({ row }) => row.directory))];
  const known = await sql.sql<KnownKey>('directory_values.keys', KEYS, [ctx.workspaceId, directories]);
  const used = new Set(known.map(named));
  const taken = new Set(known.filter(({ is_free }) => !is_free).map(named));
  for (const edit of edits) {
    const { row } = edit;
    if (edit.action === 'create' && !edit.given.has('key')) row.key = freeKey(row, used);
    const name = named(row);
    if (taken.has(name))
      edit.fault('/key', 'key_taken', `Another value of the directory "${row.directory}" has this key`);
    used.add(name);
    taken.add(name);
  }
}

const named = ({ directory, key }: Pick<KnownKey, 'directory' | 'key'>): string => `${directory} ${key}`;

/** The name in Latin letters without accents, as far as it has any; a number behind it where that is needed. */
function freeKey({ directory, name }: DirectoryValue, used: ReadonlySet<string>): string {
  const word =
    foldText(name)
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 40) || 'value';
  const isUsed = (key: string): boolean => used.has(named({ directory, key }));
  let key = word;
  for (let at = 2; isUsed(key); at += 1) key = `${word}_${at}`;
  return key;
}

async function refuseDeletion(edit: Edit<DirectoryValue>, ctx: RequestContext, sql: Sql): Promise<void> {
  const { directory, key, system } = edit.row;
  if (system) throw conflict('system_value', SYSTEM);
  const use = await firstUse(sql, ctx, directory, key);
  if (!use) return;
  edit.fault(
    '',
    'in_use',
    `There are ${use.type.words.many} with this value in "${use.field}": say with replace_with which they get, or change them first`,
  );
}

const SYSTEM = 'Every workspace has this value: it can be renamed, recoloured and moved, but not deleted.';

const KEYS = `
  SELECT directory, key, deleted_at IS NOT NULL AS is_free FROM directory_values
  WHERE workspace_id = $1 AND directory = ANY ($2::text[])`;
