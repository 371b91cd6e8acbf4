import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';

import type { Journal } from './lead-conversion.entity';

/** A conversion that holds, and what it did. */
export interface KeptConversion {
  readonly id: string;
  readonly journal: Journal;
}

/** Keeps what conversions did, so that they can be undone. */
@Injectable()
export class ConversionJournal {
  async keep(
    { workspaceId, now, actor }: RequestContext,
    leadId: string,
    journal: Journal,
    tx: Transaction,
  ): Promise<void> {
    await tx.sql('lead_conversions.keep', KEEP, [
      workspaceId,
      newUuid(),
      leadId,
      now,
      JSON.stringify(actor),
      JSON.stringify(journal),
    ]);
  }

  /** The conversion of a lead that holds. */
  async find({ workspaceId }: RequestContext, leadId: string, tx: Transaction): Promise<KeptConversion> {
    const [row] = await tx.sql<KeptConversion>('lead_conversions.find', FIND, [workspaceId, leadId]);
    if (!row) throw new Error(`Nothing is kept of the conversion of lead ${leadId}.`);
    return row;
  }

  async close(
    { workspaceId, now, actor }: RequestContext,
    { id }: KeptConversion,
    tx: Transaction,
  ): Promise<void> {
    await tx.sql('lead_conversions.close', CLOSE, [workspaceId, id, now, JSON.stringify(actor)]);
  }
}

const KEEP = `
  INSERT INTO lead_conversions (workspace_id, id, lead_id, converted_at, converted_by, journal)
  VALUES ($1, $2, $3, $4, $5, $6)`;

const FIND = `
  SELECT id, journal FROM lead_conversions WHERE workspace_id = $1 AND lead_id = $2 AND undone_at IS NULL
  ORDER BY converted_at DESC, id DESC LIMIT 1`;

const CLOSE =
  'UPDATE lead_conversions SET undone_at = $3, undone_by = $4 WHERE workspace_id = $1 AND id = $2';
