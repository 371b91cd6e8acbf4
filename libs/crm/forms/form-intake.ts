import { createHash } from 'node:crypto';

import { creation, RecordWriter } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import {
  type Fault,
  type IdempotencyClaim,
  ProblemError,
  type RequestContext,
  unprocessable,
} from '@platform/http';
import { toTypeId, toUuid } from '@platform/ids';
import { Writes } from '@platform/writes';
import { formContext } from './form-context';
import type { PublicForm } from './form-directory';
import { FormLimits } from './form-limits';
import { FormStart } from './form-start';
import { type PostedForm, readPosted, storedAddress, TRAP } from './posted-form';
import type { GivenConsentDto } from './submission.dto';
import type { Submission } from './submission.entity';
import { submissionType } from './submission.record-type';

/** A form as it was sent. */
export interface Sent {
  readonly body: unknown;
  readonly query: unknown;
  readonly address: string;
  readonly userAgent: string | undefined;
  /** The site that sent it, when a browser says. */
  readonly origin: string | undefined;
  /** The page that it was sent from, when nothing in the form says. */
  readonly page: string | undefined;
  readonly requestId: string;
  /** The sender's own name for it, so that it is taken once when it is sent twice. */
  readonly idempotency: IdempotencyClaim | null;
}

/** What a sender is told. */
export interface Taken {
  readonly id: string;
  /** Whether it was told before (Idempotency-Key). */
  readonly isReplayed: boolean;
}

const MAX_USER_AGENT = 500;

/** Takes in what visitors send: stored as it came, for a worker to make a lead of it. */
@Injectable()
export class FormIntake {
  constructor(
    private readonly writes: Writes,
    private readonly writer: RecordWriter,
    private readonly limits: FormLimits,
    private readonly start: FormStart,
    private readonly settings: Settings,
  ) {}

  /**
   * Stores a submission and answers with its public id; what looks like spam is held back, and not told so. What was sent to
   * this form before under the same Idempotency-Key is not stored again. Problems: 403 `origin_not_allowed`, 410 `form_closed`,
   * 422 for what is missing, 429 `too_many_submissions`, and those of an Idempotency-Key (`Writes.run`).
   */
  async take({ form, workspaceId }: PublicForm, sent: Sent): Promise<Taken> {
    if (!form.is_active) throw closed();
    if (!this.mayPost(form.allowed_origins, sent.origin)) throw originNotAllowed();
    const posted = readPosted(sent.body, sent.query);
    const faults = missing(form, posted);
    if (faults.length > 0) throw unprocessable(faults);
    const { address, requestId, idempotency } = sent;
    const ctx = formContext({ workspaceId, formId: form.id, country: null, requestId, idempotency });
    const known = await this.writes.known<string>(ctx);
    if (known) return { id: known.result, isReplayed: true };
    await this.limits.refuse(ctx, form, address);
    const columns = this.columns(ctx, form, { posted, sent });
    const id = await this.writes.run(ctx, async (tx) => {
      await this.limits.hold(tx, ctx, form, address);
      return this.store(tx, ctx, columns);
    });
    return { id, isReplayed: ctx.replayed };
  }

  private async store(
    tx: Transaction,
    ctx: RequestContext,
    columns: Omit<Submission, keyof RecordColumns>,
  ): Promise<string> {
    const draft = creation(ctx, { input: {} }, { ...columns });
    const [outcome] = await this.writer.write(ctx, submissionType, [draft], tx);
    if (!outcome || 'problem' in outcome) throw outcome?.problem ?? new Error('A submission had no outcome.');
    const { id } = outcome.view;
    if (columns.state === 'received')
      await tx.sql('form_queue.add', ENQUEUE, [toUuid('form_submission', id), ctx.workspaceId, ctx.now]);
    return id;
  }

  private columns(
    ctx: RequestContext,
    form: PublicForm['form'],
    { posted: { values, control, utm }, sent }: { readonly posted: PostedForm; readonly sent: Sent },
  ): Omit<Submission, keyof RecordColumns> {
    const page = storedAddress(control._page ?? sent.page);
    const start = this.start.suspicion(form.id, control._start, ctx.now);
    const suspicions = [...(control[TRAP] ? ['trap'] : []), ...(start ? [start] : [])];
    return {
      form_id: form.id,
      form_version: form.definition_version,
      state: suspicions.length > 0 ? 'quarantined' : 'received',
      values,
      page,
      referrer: storedAddress(control._referrer),
      utm,
      consent: consentIn(form, { given: isYes(control._consent), at: ctx.now, page }),
      suspicions,
      problem: null,
      lead_id: null,
      is_attached: false,
      duplicate_ids: [],
      mapped_at: null,
      address: sent.address,
      user_agent: sent.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    };
  }

  /** Sites that are not named may not; our own page may, and whoever is no browser. */
  private mayPost(allowed: readonly string[], origin: string | undefined): boolean {
    if (allowed.length === 0 || origin === undefined) return true;
    return allowed.includes(origin) || origin === new URL(this.settings.publicUrl).origin;
  }
}

type RecordColumns = Pick<
  Submission,
  | 'workspace_id'
  | 'id'
  | 'version'
  | 'created_at'
  | 'updated_at'
  | 'deleted_at'
  | 'created_by'
  | 'updated_by'
  | 'folded'
  | 'search_text'
>;

/** Everything that is asked for and was left out; nothing at all is the worst of it. */
function missing({ fields, consent }: PublicForm['form'], { values, control }: PostedForm): Fault[] {
  const required = fields
    .filter(({ name, required: needed }) => needed && !values[name])
    .map(
      ({ name, label }): Fault => ({ pointer: `/${name}`, code: 'required', detail: `${label} is required` }),
    );
  if (consent?.required && !isYes(control._consent)) {
    required.push({ pointer: '/_consent', code: 'required', detail: 'The consent is required' });
  }
  if (required.length > 0 || Object.keys(values).length > 0) return required;
  return [{ pointer: '', code: 'empty_record', detail: 'Nothing was filled in' }];
}

/** What programs write when somebody did not agree. */
const NO: ReadonlySet<string> = new Set([
  '',
  '0',
  'false',
  'f',
  'no',
  'n',
  'off',
  'null',
  'none',
  'undefined',
  'nan',
]);

const isYes = (text: string | undefined): boolean => text !== undefined && !NO.has(text.toLowerCase());

function consentIn(
  { consent }: PublicForm['form'],
  { given, at, page }: { readonly given: boolean; readonly at: Date; readonly page: string | null },
): GivenConsentDto | null {
  if (!consent) return null;
  const { text } = consent;
  const text_sha256 = createHash('sha256').update(text).digest('hex');
  return { given, text, text_sha256, at: at.toISOString(), page };
}

/** 404: what everybody is told of a form that is not there. */
export const unknownForm = (id: string): ProblemError =>
  new ProblemError({
    status: 404,
    code: 'not_found',
    title: 'Not found',
    detail: `There is no form ${toTypeId('form', id)}.`,
  });

const closed = (): ProblemError =>
  new ProblemError({
    status: 410,
    code: 'form_closed',
    title: 'Gone',
    detail: 'This form takes no submissions any more.',
  });

const originNotAllowed = (): ProblemError =>
  new ProblemError({
    status: 403,
    code: 'origin_not_allowed',
    title: 'Not allowed',
    detail: 'This form may not be sent from the site that sent it.',
  });

const ENQUEUE =
  'INSERT INTO form_queue (submission_id, workspace_id, due_at, attempts) VALUES ($1, $2, $3, 0)';
