import { unsaid } from '@crm/duplicates';
import { leadType } from '@crm/leads';
import { noteType } from '@crm/notes';
import { completion, creation, type Draft, type Outcome, type RecordType, RecordWriter } from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { ProblemError, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import type { FormTexts } from './form-texts';
import type { LeadDraft } from './lead-of-submission';
import type { Submission } from './submission.entity';

/** What a submission adds to a lead that is there. */
interface Attachment {
  /** The stored id of the lead. */
  readonly leadId: string;
  readonly draft: LeadDraft;
  readonly texts: FormTexts;
  readonly submission: Pick<Submission, 'id'>;
}

const MAX_NOTE = 20_000;

/** Writes the leads that submissions become, or belong to. */
@Injectable()
export class SubmittedLeads {
  constructor(private readonly writer: RecordWriter) {}

  create(tx: Transaction, ctx: RequestContext, input: object): Promise<Outcome> {
    return this.one(tx, ctx, leadType, creation(ctx, { input }));
  }

  /**
   * Gives a lead what it lacks of what was sent, and no field that it has another value: what stands in its way is a note on the lead.
   * False when the lead cannot take it.
   */
  async attach(
    tx: Transaction,
    ctx: RequestContext,
    { leadId, draft, texts, submission }: Attachment,
  ): Promise<boolean> {
    const input = Object.fromEntries(Object.entries(draft.input).filter(([name]) => !OF_FORM.has(name)));
    const outcome = await this.one(tx, ctx, leadType, { id: leadId, ...completion(ctx, { input }) });
    if ('problem' in outcome) return false;
    const lines = [...unsaid(input, outcome.view), ...draft.rest];
    if (lines.length === 0) return true;
    const head = `${texts.kept} (${toTypeId('form_submission', submission.id)}):`;
    const text = [...[head, ...lines].join('\n')].slice(0, MAX_NOTE).join('');
    const note = creation(ctx, { input: { text, links: [{ id: outcome.view.id }] } });
    const noted = await this.one(tx, ctx, noteType, note);
    if ('problem' in noted) throw noted.problem;
    return true;
  }

  private async one(tx: Transaction, ctx: RequestContext, type: RecordType, draft: Draft): Promise<Outcome> {
    try {
      const [outcome] = await this.writer.write(ctx, type, [draft], tx);
      if (!outcome) throw new Error('A write of one record answered with none.');
      return outcome;
    } catch (error) {
      if (error instanceof ProblemError) return { problem: error };
      throw error;
    }
  }
}

/** What the form says of every new lead, and visitors of none. */
const OF_FORM: ReadonlySet<string> = new Set([
  'title',
  'owner_id',
  'stage_id',
  'pipeline_id',
  'source',
  'utm',
]);
