import { createHash } from 'node:crypto';

import { creation, RecordWriter } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database, type Transaction } from '@platform/database';
import { type Fault, ProblemError, type RequestContext, unprocessable } from '@platform/http';
import { toTypeId, toUuid } from '@platform/ids';
import { formContext } from './form-context';
import type { PublicForm } from './form-directory';
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
}

const HOUR_MS = 60 * 60 * 1000;
const MAX_USER_AGENT = 500;

/** Takes in what visitors send: stored as it came, for a worker to make a lead of it. */
@Injectable()
export class FormIntake {
  constructor(
    private readonly database: Database,
    private readonly writer: RecordWriter,
    private readonly start: FormStart,
    private readonly settings: Settings,
  ) {}

  /**
   * Stores a submission and answers with its public id; what looks like spam is held back, and not told so. Problems: 403
   * `origin_not_allowed`, 410 `form_closed`, 422 for what is missing, 429 `too_many_submissions`.
   */
  async take({ form, workspaceId }: PublicForm, sent: Sent): Promise<{ readonly id: string }> {
    if (!form.is_active) throw closed();
    if (!this.mayPost(form.allowed_origins, sent.origin)) throw originNotAllowed();
    const posted = readPosted(sent.body, sent.query);
    const faults = missing(form, posted);
    if (faults.length > 0) throw unprocessable(faults);
    const ctx = formContext({ workspaceId, formId: form.id, country: null, requestId: sent.requestId });
    await this.refuseTooMany(ctx, form, sent.address);
    const columns = this.columns(ctx, form, { posted, sent });
    return this.database.transaction(async (tx) => ({ id: await this.store(tx, ctx, columns) }));
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

  private async refuseTooMany(ctx: RequestContext, form: PublicForm['form'], address: string): Promise<void> {
    const since = new Date(ctx.now.getTime() - HOUR_MS);
    const [row] = await this.database.sql<{ of_form: number; of_address: number }>(
      'form_submissions.recent',
      RECENT,
      [ctx.workspaceId, form.id, since, form.limit_per_hour, address, form.limit_per_address],
    );
    if (!row) return;
    const { of_form: all, of_address: own } = row;
    if (own >= form.limit_per_address) throw tooMany('form_address', form.limit_per_address);
    if (all >= form.limit_per_hour) throw tooMany('form', form.limit_per_hour);
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

const RETRY_AFTER_S = 600;

/** Told in the headers of other limits, too (draft-ietf-httpapi-ratelimit-headers). */
const tooMany = (policy: string, anHour: number): ProblemError =>
  new ProblemError({
    status: 429,
    code: 'too_many_submissions',
    title: 'Too Many Requests',
    detail: 'This form has been sent too often within an hour: try again later.',
    headers: {
      'Retry-After': String(RETRY_AFTER_S),
      RateLimit: `"${policy}";r=0;t=${RETRY_AFTER_S}`,
      'RateLimit-Policy': `"${policy}";q=${anHour};w=3600`,
    },
  });

const ENQUEUE =
  'INSERT INTO form_queue (submission_id, workspace_id, due_at, attempts) VALUES ($1, $2, $3, 0)';

/** Counted no further than the limits. */
const RECENT = `
  SELECT
    (SELECT count(*) FROM (SELECT 1 FROM form_submissions AS s
      WHERE s.workspace_id = $1 AND s.form_id = $2 AND s.created_at > $3 AND s.deleted_at IS NULL LIMIT $4) AS a)::int AS of_form,
    (SELECT count(*) FROM (SELECT 1 FROM form_submissions AS s
      WHERE s.workspace_id = $1 AND s.form_id = $2 AND s.address = $5 AND s.created_at > $3 LIMIT $6) AS b)::int AS of_address`;
