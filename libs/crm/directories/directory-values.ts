import { RecordMover, RecordOrder, RecordService, type RecordView, type Target } from '@crm/records';
import { languageOf, worded } from '@crm/workspace-language';
import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@platform/database';
import { conflict, notFound, type RequestContext, unprocessable } from '@platform/http';

import { DEFAULT_VALUES } from './default-values';
import { DIRECTORY_NAMES, DIRECTORY_TITLES } from './directory-names';
import type { DirectoryDto } from './directory-value.dto';
import type { DirectoryValue } from './directory-value.entity';
import { directoryValueType } from './directory-value.record-type';
import { usesOf } from './value-use';

/** A value in its directory, by stored id. */
export interface PlacedValue {
  readonly directory: string;
  readonly id: string;
}

/** What is done to the values of directories beyond the standard writes, in a transaction that the caller holds. */
@Injectable()
export class DirectoryValues {
  constructor(
    private readonly records: RecordService,
    private readonly order: RecordOrder,
    private readonly mover: RecordMover,
  ) {}

  /** Every directory, worded in the workspace's language. */
  async directories(sql: Sql, { workspaceId }: RequestContext): Promise<DirectoryDto[]> {
    const language = await languageOf(sql, workspaceId);
    return DIRECTORY_NAMES.map((name) => ({
      name,
      title: worded(DIRECTORY_TITLES[name], language),
      fields: usesOf(name).map(({ type, field }) => `${type.plural}.${field}`),
    }));
  }

  /** Puts values of a directory into an order, and answers with all of them. */
  arrange(
    ctx: RequestContext,
    directory: string,
    ids: readonly string[],
    tx: Transaction,
  ): Promise<RecordView[]> {
    const order = { parentId: directory, ids, field: 'value_ids' };
    return this.order.arrange<DirectoryValue>(ctx, directoryValueType, order, tx);
  }

  /** Gives a value that every workspace has its name back, in the workspace's language, and no colour. 409 `no_default`. */
  async reset(ctx: RequestContext, { directory, id }: PlacedValue, tx: Transaction): Promise<RecordView> {
    const value = await find(tx, ctx, directory, id);
    if (!value) throw notFound(directoryValueType.name);
    const known = DEFAULT_VALUES[value.directory].find(([key]) => value.system && key === value.key);
    if (!known)
      throw conflict('no_default', 'This value was added in the workspace: there is nothing to go back to.');
    const name = worded(known[1], await languageOf(tx, ctx.workspaceId));
    const edit = (row: DirectoryValue): ReadonlySet<string> => {
      Object.assign(row, { name, color: null });
      return new Set(['name', 'color']);
    };
    const change = { action: 'update', parentId: directory, ids: [id], edit } as const;
    const [view] = await this.records.changeMany(ctx, directoryValueType, change, tx);
    if (!view) throw new Error('A value was reset and not answered.');
    return view;
  }

  /** Deletes a value; the records that have it get another one of the directory first. */
  async remove(
    ctx: RequestContext,
    target: Target & { readonly parentId: string },
    replacementId: string | null,
    tx: Transaction,
  ): Promise<RecordView> {
    await tx.sql('directory_values.lock_whole', LOCK, [ctx.workspaceId, target.id]);
    const value = await find(tx, ctx, target.parentId, target.id);
    if (!value) throw notFound(directoryValueType.name);
    if (replacementId !== null && !value.system) {
      const replacement = await find(tx, ctx, target.parentId, replacementId);
      if (!replacement) throw refused('unknown_reference', 'There is no such value in this directory');
      if (replacement.id === value.id) throw refused('unsuitable_replacement', 'Name another value');
      await this.replace(ctx, value, replacement, tx);
    }
    return this.records.deleteWithin(ctx, directoryValueType, target, tx);
  }

  private async replace(
    ctx: RequestContext,
    value: DirectoryValue,
    replacement: DirectoryValue,
    tx: Transaction,
  ): Promise<void> {
    for (const { type, field } of usesOf(value.directory)) {
      const move = { filter: { [field]: value.key }, data: { [field]: replacement.key } };
      await this.mover.move(ctx, type, move, tx);
    }
  }
}

const refused = (code: 'unknown_reference' | 'unsuitable_replacement', detail: string) =>
  unprocessable([{ pointer: '?replace_with', code, detail }]);

async function find(
  sql: Sql,
  ctx: RequestContext,
  directory: string,
  id: string,
): Promise<DirectoryValue | undefined> {
  const [value] = await sql.sql<DirectoryValue>('directory_values.in_directory', FIND, [
    ctx.workspaceId,
    directory,
    id,
  ]);
  return value;
}

/** Records that get the value at the moment have it, or wait and find it deleted: see the check of `DirectoryField`. */
const LOCK = 'SELECT id FROM directory_values WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

const FIND = `
  SELECT id, directory, key, system FROM directory_values
  WHERE workspace_id = $1 AND directory = $2 AND id = $3 AND deleted_at IS NULL`;
