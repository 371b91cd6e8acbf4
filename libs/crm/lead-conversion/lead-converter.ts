import { type Lead, leadType } from '@crm/leads';
import { KnownStages } from '@crm/pipelines';
import { LinkedThings } from '@crm/record-links';
import {
  completion,
  creation,
  type Draft,
  isHiddenWithin,
  lockRecords,
  ownType,
  type RecordType,
  type RecordView,
  RecordWriter,
  type Refusals,
  refusal,
  writtenOf,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import {
  conflict,
  notFound,
  ProblemError,
  type RequestContext,
  unprocessable,
  validatedBody,
} from '@platform/http';
import { toUuid } from '@platform/ids';

import { ConversionJournal } from './conversion-journal';
import { ConversionMappings } from './conversion-mappings';
import type { Plan, Wanted } from './conversion-plan';
import type { AttachedRecord, MadeRecord } from './lead-conversion.entity';
import { mappedFields } from './mapped-fields';
import { PART_TYPES, PARTS, type Part } from './parts';
import { type Fields, overlaid, pathsIn } from './path-values';

/** What became of one part. */
export interface PartResult {
  readonly result: 'created' | 'attached' | 'deleted' | 'detached';
  readonly record: RecordView;
  /** Of what is detached: the fields that could not be given back. */
  readonly kept_fields?: readonly string[];
}

/** A lead after its conversion or the undoing of it, and the records that were written beside it. */
export interface Conversion extends Readonly<Record<Part, PartResult | null>> {
  readonly lead: RecordView;
}

/** A lead to be converted. */
export interface ConversionRequest {
  /** The stored id of the lead, and the version of it that the caller has read. */
  readonly id: string;
  readonly ifMatch?: string | undefined;
  readonly plan: Plan;
  /** Where the plan stands in the body (JSON Pointer). */
  readonly pointer: string;
  /** What somebody outside said against the records, by their place: `placeOf`. */
  readonly refused: Refusals;
  /** The place of the first record among all of the write. */
  readonly at: number;
}

/** The place of a record of a conversion among those of the write: every conversion has four. */
export const PLACES = 4;
export const placeOf = (record: Part | 'lead'): number => (record === 'lead' ? 3 : PARTS.indexOf(record));

interface Run {
  readonly ctx: RequestContext;
  readonly tx: Transaction;
  readonly request: ConversionRequest;
  readonly lead: RecordView;
  readonly done: Partial<Record<Part, PartResult>>;
  readonly made: MadeRecord[];
  readonly attached: AttachedRecord[];
}

/** Makes of a lead what it is to become, in a transaction that the caller holds. */
@Injectable()
export class LeadConverter {
  constructor(
    private readonly writer: RecordWriter,
    private readonly mappings: ConversionMappings,
    private readonly journal: ConversionJournal,
    private readonly things: LinkedThings,
  ) {}

  /** Problems: 404, 409 `already_converted`, and whatever speaks against one of the records. */
  async convert(ctx: RequestContext, asked: ConversionRequest, tx: Transaction): Promise<Conversion> {
    const { plan } = asked;
    const found = (await lockRecords(tx, ctx, leadType, [asked.id])).get(asked.id);
    if (!found) throw notFound('lead');
    const { id } = found.row;
    const request = { ...asked, id };
    if (found.row.converted_at) throw alreadyConverted(found.view);
    const own = await this.mappings.pairs(ctx, tx);
    const inWorkspace = (type: RecordType) => ownType(tx, ctx.workspaceId, type, { fresh: true });
    const type = await inWorkspace(leadType);
    const run: Run = { ctx, tx, request, lead: found.view, done: {}, made: [], attached: [] };
    for (const part of PARTS) {
      const wanted = plan[part];
      if (!wanted) continue;
      const target = await inWorkspace(PART_TYPES[part]);
      const hasContact = plan.contact !== undefined;
      const mapping = {
        lead: type,
        target,
        own,
        hasContact,
        isHidden: (object: string, path: string) => isHiddenWithin(ctx, object, path),
      };
      const mapped = mappedFields(run.lead, part, mapping);
      await this.part(run, part, wanted, { ...mapped, ...linksOf(part, run.done) });
    }
    const to = [...run.made, ...run.attached].map((one) => ({ object: one.part, id: one.id }));
    await this.things.addLinks(ctx, tx, { from: { object: 'lead', id }, to });
    const { made, attached } = run;
    await this.journal.keep(ctx, id, { stage_id: found.row.stage_id, made, attached }, tx);
    const lead = await this.close(run, found.row.pipeline_id);
    const { company = null, contact = null, deal = null } = run.done;
    return { lead, contact, company, deal };
  }

  private async part(run: Run, part: Part, wanted: Wanted, fields: Fields): Promise<void> {
    const pointer = `${run.request.pointer}/${part}`;
    if (wanted.how === 'create') {
      const draft = {
        ...newRecord(run, part, overlaid(fields, wanted.fields), `${pointer}/create`),
        named: pathsIn(wanted.fields),
      };
      const record = await this.write(run, part, draft);
      run.made.push({ part, id: storedId(part, record), version: record.version });
      run.done[part] = { result: 'created', record };
      return;
    }
    const type = PART_TYPES[part];
    const before = (await lockRecords(run.tx, run.ctx, type, [wanted.id])).get(wanted.id);
    if (!before) throw unknownRecord(part, `${pointer}/id`);
    const { id } = before.row;
    const draft = { id, named: NOTHING, ...completion(run.ctx, { input: fields, pointer }) };
    const record = await this.write(run, part, draft);
    const { company_id, ...rest } = before.shape.difference(before.view, record);
    // A contact's company_id follows its companies.
    const changes = company_id && part !== 'contact' ? { ...rest, company_id } : rest;
    run.attached.push({ part, id, changes });
    run.done[part] = { result: 'attached', record };
  }

  private async write({ ctx, tx, request }: Run, part: Part, draft: Draft): Promise<RecordView> {
    const refused = request.refused.get(request.at + placeOf(part));
    if (refused) throw refusal(draft, refused);
    const [outcome] = await this.writer.write(ctx, PART_TYPES[part], [draft], tx);
    return writtenOf(outcome).view;
  }

  /** The lead itself comes last: it names what was made. */
  private async close({ ctx, tx, request, done }: Run, pipelineId: string): Promise<RecordView> {
    const stages = await new KnownStages('lead', ctx, tx).inOrder(pipelineId);
    const success = stages.find(({ kind }) => kind === 'success');
    const { id, pointer, ifMatch } = request;
    const draft: Draft<Lead> = {
      action: 'update',
      id,
      pointer,
      ...(ifMatch !== undefined && { ifMatch }),
      edit: (lead) => {
        lead.converted_at = ctx.now;
        lead.converted_to = convertedTo(done);
        lead.stage_id = success?.id ?? lead.stage_id;
        return MOVED;
      },
    };
    const refused = request.refused.get(request.at + placeOf('lead'));
    if (refused) throw refusal(draft, refused);
    const [outcome] = await this.writer.write(ctx, leadType, [draft], tx);
    return writtenOf(outcome).view;
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** The fields that a conversion and its undoing name: a stage that is not named would be chosen anew. */
export const MOVED: ReadonlySet<string> = new Set(['stage_id']);

type Done = Readonly<Partial<Record<Part, PartResult>>>;

const convertedTo = (done: Done) => ({
  contact_id: done.contact?.record.id ?? null,
  company_id: done.company?.record.id ?? null,
  deal_id: done.deal?.record.id ?? null,
});

/** What one part says of those that were made before it. */
function linksOf(part: Part, { company, contact }: Done): object {
  const company_id = company?.record.id;
  if (part === 'contact') return company_id === undefined ? {} : { companies: [{ company_id }] };
  if (part === 'company') return {};
  return {
    ...(company_id !== undefined && { company_id }),
    ...(contact && { contacts: [{ contact_id: contact.record.id }] }),
  };
}

function newRecord({ ctx, request }: Run, part: Part, fields: object, pointer: string): Draft {
  const type = PART_TYPES[part];
  const input = fitting(() => validatedBody(type.create, fields, pointer));
  return creation(ctx, { input, pointer }, { lead_id: request.id });
}

/** What the lead says may be too long for where it goes, or missing: that is not the fault of the request's form. */
function fitting<Value>(check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    if (error instanceof ProblemError && error.status === 400) throw unprocessable(error.errors);
    throw error;
  }
}

const unknownRecord = (part: Part, pointer: string): ProblemError =>
  unprocessable([
    { pointer, code: 'unknown_reference', detail: `There is no such ${part} in this workspace` },
  ]);

const storedId = (part: Part, { id }: RecordView): string => toUuid(part, id) ?? '';

/** 409: what the lead became stands in `existing_ids`. */
function alreadyConverted(lead: RecordView): ProblemError {
  const ids = Object.values(lead.converted_to as object).filter((id) => typeof id === 'string');
  const detail = `${lead.id} was converted already, into ${ids.join(', ')}: read those, or undo the conversion first.`;
  return conflict('already_converted', detail, { members: { existing_ids: ids } });
}
