import { forgetFields, RecordService } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { Field } from './field.entity';
import { fieldType } from './field.record-type';
import { renew } from './field-statements';

/** A custom field that an app made. */
export interface MadeField {
  readonly id: string;
  readonly object: string;
  readonly key: string;
}

/** Knows the custom fields that apps made, by the public ids of their installations. */
@Injectable()
export class AppFields {
  constructor(private readonly records: RecordService) {}

  /** The fields that any of these installations made, deleted ones left out. */
  async of(sql: Sql, ctx: RequestContext, installations: readonly string[]): Promise<MadeField[]> {
    const rows = await sql.sql<MadeField>('fields.of_app', OF_APP, [ctx.workspaceId, installations]);
    return rows.map((row) => ({ ...row, id: toTypeId('field', row.id) }));
  }

  /** Their app goes: the values stay and can only be read, or the fields are deleted with them. */
  async leave(
    tx: Transaction,
    ctx: RequestContext,
    installations: readonly string[],
    { deletes }: { readonly deletes: boolean },
  ): Promise<void> {
    await this.set(
      tx,
      ctx,
      installations,
      deletes
        ? { action: 'delete', columns: { deleted_at: ctx.now } }
        : { action: 'update', columns: { read_only: true, required: false } },
    );
  }

  /** Their app is back: the values can be written again. */
  async comeBack(tx: Transaction, ctx: RequestContext, installations: readonly string[]): Promise<void> {
    await this.set(tx, ctx, installations, { action: 'update', columns: { read_only: false } });
  }

  private async set(
    tx: Transaction,
    ctx: RequestContext,
    installations: readonly string[],
    { action, columns }: { action: 'update' | 'delete'; columns: Partial<Field> },
  ): Promise<void> {
    const rows = await tx.sql<MadeField>('fields.of_app', OF_APP, [ctx.workspaceId, installations]);
    if (rows.length === 0) return;
    const edit = (row: Field) => {
      Object.assign(row, columns);
      return new Set(Object.keys(columns));
    };
    await this.records.changeMany(ctx, fieldType, { action, ids: rows.map(({ id }) => id), edit }, tx);
    await renew(tx, ctx.workspaceId);
    tx.afterCommit(() => forgetFields(ctx.workspaceId));
  }
}

const OF_APP = `
  SELECT id, object, key FROM fields
  WHERE workspace_id = $1 AND NOT standard AND deleted_at IS NULL AND created_by ->> 'id' = ANY ($2::text[])
  ORDER BY object, position, key`;
