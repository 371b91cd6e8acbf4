import { type Columns, type Draft, indexRows, RecordWriter, typedFields } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import type { Found } from '@platform/events';
import { RequestContext } from '@platform/http';

import { asCustomField } from './as-custom-field';
import type { Field } from './field.entity';
import { fieldType } from './field.record-type';
import { renew } from './field-statements';
import { dropIndex, dropKeys, tableOf } from './field-values';

/** How long a deleted field keeps its values. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** How many records one transaction looks at. */
const AT_ONCE = 1000;

/** Fills the indexes of fields that had values before they were indexed, and removes the values of fields deleted 30 days ago. */
@Injectable()
export class FieldUpkeep {
  constructor(
    private readonly database: Database,
    private readonly writer: RecordWriter,
  ) {}

  /** Goes on with one index; safe to be cut off anywhere, and to run in several workers. */
  index(): Promise<Found> {
    return this.withNext('fields.to_index', TO_INDEX, [], async (tx, field) => {
      const rows = await this.portion(tx, field, 'FOR NO KEY UPDATE');
      const [typed] = typedFields([asCustomField(field)]);
      if (typed)
        await addIndexRows(
          tx,
          field.workspace_id,
          typed.of.index,
          rows.flatMap((row) => indexRows(typed, row)),
        );
      if (rows.length === AT_ONCE) await this.moveTo(tx, field, rows.at(-1));
      else await this.finishIndex(tx, field);
    });
  }

  /** Goes on with one field that was deleted long ago. */
  purge(now: Date): Promise<Found> {
    const before = new Date(now.getTime() - KEPT_MS);
    return this.withNext('fields.to_purge', TO_PURGE, [before], async (tx, field) => {
      const rows = await this.portion(tx, field, 'FOR NO KEY UPDATE');
      const name = { ...field, workspaceId: field.workspace_id };
      await tx.sql(
        `${tableOf(name)}.strip_field`,
        `UPDATE ${tableOf(name)} SET custom_fields = custom_fields - $3
         WHERE workspace_id = $1 AND id = ANY($2) AND custom_fields ? $3`,
        [field.workspace_id, rows.map(({ id }) => id), String(field.number)],
      );
      if (rows.length === AT_ONCE) await this.moveTo(tx, field, rows.at(-1));
      else {
        await dropIndex(tx, field.workspace_id, field);
        await dropKeys(tx, name, field);
        await tx.sql('fields.remove', 'DELETE FROM fields WHERE workspace_id = $1 AND id = $2', [
          field.workspace_id,
          field.id,
        ]);
      }
    });
  }

  private withNext(
    name: string,
    text: string,
    params: readonly unknown[],
    work: (tx: Transaction, field: Field) => Promise<void>,
  ): Promise<Found> {
    return this.database.transaction(async (tx): Promise<Found> => {
      const [field] = await tx.sql<Field>(name, text, params);
      if (!field) return 'none';
      await work(tx, field);
      return 'all';
    });
  }

  /** The next records in the order of their ids. */
  private portion(
    tx: Transaction,
    { workspace_id, object, walked_to }: Field,
    lock: string,
  ): Promise<(Columns & { readonly id: string })[]> {
    const table = tableOf({ object });
    return tx.sql(
      `${table}.field_walk`,
      `SELECT id, custom_fields FROM ${table} WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3 ${lock}`,
      [workspace_id, walked_to ?? NO_ID, AT_ONCE],
    );
  }

  private moveTo(tx: Transaction, { workspace_id, id }: Field, last: Columns | undefined) {
    return tx.sql('fields.walked', 'UPDATE fields SET walked_to = $3 WHERE workspace_id = $1 AND id = $2', [
      workspace_id,
      id,
      last?.id,
    ]);
  }

  private async finishIndex(tx: Transaction, { workspace_id, id }: Field): Promise<void> {
    const ctx = RequestContext.system(workspace_id, new Date());
    const draft: Draft<Field> = {
      action: 'update',
      id,
      edit: (row) => {
        row.index_ready = true;
        row.walked_to = null;
        return new Set(['index_ready']);
      },
    };
    await this.writer.write(ctx, fieldType, [draft], tx);
    await renew(tx, workspace_id);
  }
}

async function addIndexRows(
  tx: Transaction,
  workspaceId: string,
  index: 'texts' | 'numbers' | null,
  rows: readonly Columns[],
): Promise<void> {
  if (index === null || rows.length === 0) return;
  const table = index === 'texts' ? 'custom_texts' : 'custom_numbers';
  await tx.sql(
    `${table}.fill`,
    `INSERT INTO ${table} (workspace_id, record_id, field_number, value)
     SELECT $1, record_id, field_number, value FROM jsonb_populate_recordset(NULL::${table}, $2::jsonb)
     ON CONFLICT DO NOTHING`,
    [workspaceId, JSON.stringify(rows)],
  );
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

const TO_INDEX = `
  SELECT * FROM fields WHERE indexed AND NOT index_ready AND deleted_at IS NULL
  ORDER BY workspace_id, id LIMIT 1 FOR UPDATE SKIP LOCKED`;

const TO_PURGE = `
  SELECT * FROM fields WHERE deleted_at <= $1 AND number IS NOT NULL
  ORDER BY deleted_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
