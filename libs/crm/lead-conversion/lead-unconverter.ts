import { type Lead, leadType } from '@crm/leads';
import { KnownStages } from '@crm/pipelines';
import { LinkedThings } from '@crm/record-links';
import {
  type Draft,
  deletion,
  lockRecords,
  pointingIds,
  type RecordView,
  RecordWriter,
  readablePublicIds,
  writtenOf,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { conflict, notFound, type ProblemError, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { ConversionJournal } from './conversion-journal';
import { requireScopes } from './conversion-plan';
import { giveBack } from './give-back';
import type { Journal, MadeRecord } from './lead-conversion.entity';
import { type Conversion, MOVED, type PartResult } from './lead-converter';
import { PART_TYPES, PARTS, type Part } from './parts';

/** A converted lead whose conversion is to be undone. */
export interface UndoRequest {
  readonly id: string;
  readonly ifMatch?: string | undefined;
}

/** Undoes conversions as long as nobody has touched what they made, in a transaction that the caller holds. */
@Injectable()
export class LeadUnconverter {
  constructor(
    private readonly writer: RecordWriter,
    private readonly journal: ConversionJournal,
    private readonly things: LinkedThings,
  ) {}

  /** Problems: 404, 403 for what it would delete, 409 `not_converted`, 409 `touched_since` that names the records. */
  async undo(ctx: RequestContext, asked: UndoRequest, tx: Transaction): Promise<Conversion> {
    const found = (await lockRecords(tx, ctx, leadType, [asked.id])).get(asked.id);
    if (!found) throw notFound('lead');
    const request = { ...asked, id: found.row.id };
    if (!found.row.converted_at) throw notConverted(found.view);
    const conversion = await this.journal.find(ctx, request.id, tx);
    const { made, attached, stage_id } = conversion.journal;
    requireScopes(
      ctx,
      made.map(({ part }) => part),
      'delete',
    );
    requireScopes(
      ctx,
      attached.map(({ part }) => part),
      'write',
    );
    const from = { object: 'lead', id: request.id } as const;
    await this.things.removeLinks(ctx, tx, { from, to: made.map(({ part, id }) => ({ object: part, id })) });
    await refuseTouched(ctx, conversion.journal, tx);
    const done: Partial<Record<Part, PartResult>> = {};
    for (const part of [...PARTS].reverse()) {
      const own = made.find((one) => one.part === part);
      const other = attached.find((one) => one.part === part);
      if (own) done[part] = { result: 'deleted', record: await this.remove(ctx, own, tx) };
      const given = other && (await giveBack(this.writer, ctx, other, tx));
      if (given) done[part] = { result: 'detached', record: given.record, kept_fields: given.kept };
    }
    await this.journal.close(ctx, conversion, tx);
    const lead = await this.reopen(ctx, request, stage_id, tx);
    const { company = null, contact = null, deal = null } = done;
    return { lead, contact, company, deal };
  }

  private async remove(ctx: RequestContext, { part, id }: MadeRecord, tx: Transaction): Promise<RecordView> {
    const [outcome] = await this.writer.write(ctx, PART_TYPES[part], [{ id, ...deletion(ctx) }], tx);
    return writtenOf(outcome).view;
  }

  /** The lead stands where it stood, or at the beginning of its pipeline when that stage is gone. */
  private async reopen(
    ctx: RequestContext,
    { id, ifMatch }: UndoRequest,
    stageId: string,
    tx: Transaction,
  ): Promise<RecordView> {
    const stages = await new KnownStages('lead', ctx, tx).byId();
    const draft: Draft<Lead> = {
      action: 'update',
      id,
      ...(ifMatch !== undefined && { ifMatch }),
      edit: (lead) => {
        const initial = [...stages.values()].find(
          ({ kind, pipeline_id }) => kind === 'initial' && pipeline_id === lead.pipeline_id,
        );
        const former = stages.has(stageId) ? stageId : (initial?.id ?? lead.stage_id);
        Object.assign(lead, { converted_at: null, converted_to: null, stage_id: former });
        return MOVED;
      },
    };
    const [outcome] = await this.writer.write(ctx, leadType, [draft], tx);
    return writtenOf(outcome).view;
  }
}

/** How many of the records that stand in the way are looked at for each kind of link. */
const NAMED = 10;

/** Refuses to delete what was changed since, or what others point to by now. */
async function refuseTouched(
  ctx: RequestContext,
  { made, attached }: Journal,
  tx: Transaction,
): Promise<void> {
  const own = new Set([...made, ...attached].map(({ part, id }) => toTypeId(part, id)));
  const touched: string[] = [];
  for (const { part, id, version } of made) {
    const type = PART_TYPES[part];
    const found = (await lockRecords(tx, ctx, type, [id])).get(id);
    const now = found?.row.id ?? id;
    if (now !== id || found?.row.version !== version) touched.push(toTypeId(part, now));
    const pointing = await pointingIds(tx, ctx, type, { id, limit: NAMED + own.size });
    touched.push(...pointing.filter((one) => !own.has(one)));
  }
  if (touched.length === 0) return;
  const readable = await readablePublicIds(tx, ctx, touched);
  throw touchedSince([...new Set(touched)].filter((id) => readable.has(id)).slice(0, NAMED));
}

const touchedSince = (ids: readonly string[]): ProblemError =>
  conflict(
    'touched_since',
    `The conversion cannot be undone: ${ids.join(', ') || 'records that you do not reach'} came or changed since. Delete what is not wanted by hand.`,
    { members: { existing_ids: ids } },
  );

const notConverted = ({ id }: RecordView): ProblemError =>
  conflict('not_converted', `${id} is not converted: there is nothing to undo.`);
