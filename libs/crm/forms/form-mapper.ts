import { intakeOf } from '@crm/duplicates';
import { leadType } from '@crm/leads';
import { RecordWriter } from '@crm/records';
import { Injectable, Logger } from '@nestjs/common';
import { Database, type Transaction } from '@platform/database';
import type { Found } from '@platform/events';
import { ProblemError, type RequestContext } from '@platform/http';
import { newUuid, toUuid } from '@platform/ids';

import { formContext } from './form-context';
import { formTexts } from './form-texts';
import type { FormDefinition } from './form-version.entity';
import { type LeadDraft, leadBody, leadDraft, without } from './lead-of-submission';
import type { Submission } from './submission.entity';
import { submissionType } from './submission.record-type';
import { SubmittedLeads } from './submitted-leads';

/** How long a worker may be silent before another one takes its submission over. */
const LEASE_MS = 10_000;
/** A submission that keeps failing for a reason of ours, or that keeps killing its worker, is set aside. */
const MAX_ATTEMPTS = 5;
/** How many fields of a lead may be refused, one answer after the other, before nothing but the words is kept. */
const MAX_REFUSALS = 4;

interface Waiting {
  readonly submission_id: string;
  readonly workspace_id: string;
  readonly attempts: number;
}

interface Known {
  readonly currency: string;
  readonly country: string | null;
  readonly locale: string;
}

/** What somebody stored of a submission: the lead, or why there is none. */
type Made =
  | { readonly leadId: string; readonly isAttached: boolean; readonly suggested: readonly string[] }
  | { readonly problem: ProblemError };

/**
 * Makes leads of submissions, each exactly once: the lead and the new state of its submission are one transaction, under a lock
 * on the submission. A worker that dies in it leaves nothing behind.
 */
@Injectable()
export class FormMapper {
  private readonly logger = new Logger(FormMapper.name);

  constructor(
    private readonly database: Database,
    private readonly writer: RecordWriter,
    private readonly leads: SubmittedLeads,
  ) {}

  /** Takes one submission that waits. */
  async work(now: Date): Promise<Found> {
    const [taken] = await this.database.sql<Waiting>('form_queue.take', TAKE, [
      now,
      new Date(now.getTime() + LEASE_MS),
    ]);
    if (!taken) return 'none';
    try {
      await this.database.transaction((tx) => this.map(tx, taken));
    } catch (error) {
      this.logger.error(
        { err: error, submission: taken.submission_id },
        'A submission could not be made a lead of, and will be tried again',
      );
    }
    return 'all';
  }

  private async map(tx: Transaction, taken: Waiting): Promise<void> {
    const { workspace_id: workspaceId, submission_id: id, attempts } = taken;
    const [submission] = await tx.sql<Submission>('form_submissions.lock_one', LOCK, [workspaceId, id]);
    const known = await this.known(tx, workspaceId);
    if (submission?.state === 'received' && submission.deleted_at === null && known) {
      const formId = submission.form_id;
      const requestId = `form_${newUuid()}`;
      const ctx = formContext({ workspaceId, formId, country: known.country, requestId });
      const made =
        attempts > MAX_ATTEMPTS ? { problem: OURS } : await this.makeLead(tx, ctx, submission, known);
      await this.settle(tx, ctx, submission, made);
    }
    await tx.sql('form_queue.remove', REMOVE, [id]);
  }

  private async makeLead(
    tx: Transaction,
    ctx: RequestContext,
    submission: Submission,
    { currency, locale }: Known,
  ): Promise<Made> {
    const { form_id: formId, form_version: number } = submission;
    const [version] = await tx.sql<{ definition: FormDefinition }>('form_versions.get', VERSION, [
      ctx.workspaceId,
      formId,
      number,
    ]);
    if (!version) throw new Error('A submission belongs to no version of its form.');
    const texts = formTexts(locale);
    let draft = leadDraft(submission, { definition: version.definition, currency });
    const intake = await intakeOf(tx, ctx, leadType, draft.input);
    if (intake.attachTo !== null) {
      const attached = await this.leads.attach(tx, ctx, {
        leadId: intake.attachTo,
        draft,
        texts,
        submission,
      });
      if (attached) return { leadId: intake.attachTo, isAttached: true, suggested: [] };
    }
    const { suggested } = intake;
    for (let refusals = 0; ; refusals += 1) {
      const outcome = await this.leads.create(tx, ctx, leadBody(draft, texts, submission.id));
      if (!('problem' in outcome))
        return { leadId: toUuid('lead', outcome.view.id) ?? '', isAttached: false, suggested };
      const fewer = refusals < MAX_REFUSALS ? withoutRefused(draft, outcome.problem) : null;
      if (!fewer) return { problem: outcome.problem };
      draft = fewer;
    }
  }

  private async settle(
    tx: Transaction,
    ctx: RequestContext,
    { id, form_id: parentId }: Submission,
    made: Made,
  ): Promise<void> {
    const [outcome] = await this.writer.write(
      ctx,
      submissionType,
      [{ action: 'update', id, parentId, edit: (row) => settled(row, made, ctx.now) }],
      tx,
    );
    if (outcome && 'problem' in outcome) throw outcome.problem;
  }

  private async known(tx: Transaction, workspaceId: string): Promise<Known | undefined> {
    const [row] = await tx.sql<Known>('workspaces.of_forms', WORKSPACE, [workspaceId]);
    return row;
  }
}

function settled(row: Submission, made: Made, now: Date): ReadonlySet<string> {
  if ('leadId' in made) {
    const { leadId: lead_id, isAttached: is_attached, suggested: duplicate_ids } = made;
    Object.assign(row, {
      state: 'mapped',
      lead_id,
      is_attached,
      duplicate_ids,
      mapped_at: now,
      problem: null,
    });
    return SETTLED;
  }
  const { code, message, errors } = made.problem;
  const detail = errors.length > 0 ? errors.map((fault) => fault.detail).join('; ') : message;
  const problem = Object.fromEntries([
    ['code', code],
    ['detail', detail.slice(0, MAX_DETAIL)],
  ]);
  Object.assign(row, { state: 'failed', problem });
  return SETTLED;
}

const SETTLED: ReadonlySet<string> = new Set([
  ...['state', 'lead_id', 'is_attached', 'duplicate_ids', 'mapped_at', 'problem'],
]);
const MAX_DETAIL = 2000;

/** The draft without what was found to be wrong, or out of a stage that asks for more; null when nothing is left to take away. */
function withoutRefused(draft: LeadDraft, { errors }: ProblemError): LeadDraft | null {
  const fields = new Set(errors.map(({ pointer }) => pointer.split('/')[1] ?? ''));
  const own = [...fields].filter((field) => Object.hasOwn(draft.input, field));
  if (own.length > 0) return own.reduce(without, draft);
  return draft.input.stage_id === undefined ? null : without(draft, 'stage_id');
}

const OURS = new ProblemError({
  status: 500,
  code: 'internal_error',
  title: 'Something went wrong on our side',
  detail: 'No lead could be made of this, for a reason of ours: release it to try again.',
});

const TAKE = `
  UPDATE form_queue SET due_at = $2, attempts = attempts + 1 WHERE submission_id = (
    SELECT entry.submission_id FROM form_queue AS entry WHERE entry.due_at <= $1
    ORDER BY entry.due_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ) RETURNING submission_id, workspace_id, attempts`;

const LOCK = 'SELECT * FROM form_submissions WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE';

const VERSION =
  'SELECT definition FROM form_versions WHERE workspace_id = $1 AND form_id = $2 AND number = $3';

const WORKSPACE = 'SELECT currency, country, locale FROM workspaces WHERE id = $1';

const REMOVE = 'DELETE FROM form_queue WHERE submission_id = $1';
