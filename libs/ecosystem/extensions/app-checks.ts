import { randomUUID } from 'node:crypto';

import { type OutsideCheck, OutsideChecks, type RecordType, type RecordView } from '@crm/records';
import { AppSecrets, mayRead } from '@ecosystem/apps';
import { signedHeaders } from '@ecosystem/webhooks';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@platform/database';
import type { Fault, RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';
import { OutboundHttp, type OutboundResult } from '@platform/outbound-http';

import type { CallOutcome } from './app-call.entity';
import { readAnswer } from './check-answer';
import { type InstalledExtension, InstalledExtensions } from './installed-extensions';
import { type CheckSlot, checkSlots } from './slots';

/** How long an app may think about one call. A draft that changed meanwhile is asked about once more: under five seconds in all. */
const DEADLINE_MS = 2000;
/** Room for some faults of each of a hundred drafts. */
const MOST_ANSWERED_BYTES = 256 * 1024;

/** One question: who is asked, why, and about what. */
interface Question {
  readonly extension: InstalledExtension;
  readonly slot: CheckSlot;
  /** The places in the set of those that it is asked about. */
  readonly places: readonly number[];
  readonly drafts: readonly RecordView[];
}

/** What a question came to. */
interface Answered {
  readonly outcome: CallOutcome;
  readonly faults: readonly (readonly Fault[])[];
  readonly result: OutboundResult;
  readonly error: string | null;
}

/** Asks the apps of a workspace about deals before they are stored, on every way in which they can be written. */
@Injectable()
export class AppChecks implements OutsideCheck, OnModuleInit {
  constructor(
    private readonly checks: OutsideChecks,
    private readonly installed: InstalledExtensions,
    private readonly outbound: OutboundHttp,
    private readonly secrets: AppSecrets,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.checks.add(this);
  }

  async watches({ name }: RecordType, workspaceId: string): Promise<boolean> {
    if (name !== 'deal') return false;
    const extensions = await this.installed.of(workspaceId);
    return extensions.some((extension) => checkSlots(extension.extensions).length > 0);
  }

  async review(
    ctx: RequestContext,
    _type: RecordType,
    drafts: readonly RecordView[],
  ): Promise<readonly (readonly Fault[])[]> {
    const extensions = await this.installed.of(ctx.workspaceId);
    const questions = extensions.flatMap((extension) =>
      checkSlots(extension.extensions).flatMap((slot) => {
        const places = [...drafts.keys()].filter((at) => concerns(slot, drafts[at], ctx.now));
        return places.length === 0 ? [] : [{ extension, slot, places, drafts }];
      }),
    );
    const found = drafts.map((): Fault[] => []);
    await Promise.all(
      questions.map(async (question) => {
        const { faults } = await this.ask(ctx, question);
        question.places.forEach((place, at) => {
          found[place]?.push(...(faults[at] ?? []));
        });
      }),
    );
    return found;
  }

  private async ask(ctx: RequestContext, question: Question): Promise<Answered> {
    const { extension, slot } = question;
    const body = Buffer.from(JSON.stringify(bodyOf(ctx, question)));
    const secrets = this.secrets.inForce({ ...extension, id: extension.app_id }, ctx.now);
    const headers = signedHeaders({ id: `check_${randomUUID()}`, body, secrets, now: new Date() });
    const result = await this.outbound.post({
      url: slot.url,
      body,
      headers,
      deadlineMs: DEADLINE_MS,
      keptBytes: MOST_ANSWERED_BYTES,
    });
    const answered = understood(question, result);
    await this.note(ctx, question, answered);
    return answered;
  }

  private async note(
    ctx: RequestContext,
    { extension, slot, places }: Question,
    { outcome, faults, result, error }: Answered,
  ): Promise<void> {
    await this.database.sql('app_calls.add', ADD, [
      ctx.workspaceId,
      newUuid(),
      extension.installation_id,
      slot.slot,
      outcome,
      result.status ?? null,
      error,
      result.durationMs,
      places.length,
      faults.filter((some) => some.length > 0).length,
      ctx.requestId,
      ctx.now,
    ]);
  }
}

const concerns = (slot: CheckSlot, draft: RecordView | undefined, now: Date): boolean =>
  draft !== undefined && slot.concerns(draft, now);

const bodyOf = (ctx: RequestContext, { extension, slot, places, drafts }: Question) => ({
  type: slot.slot,
  timestamp: ctx.now.toISOString(),
  workspace_id: toTypeId('workspace', ctx.workspaceId),
  installation_id: toTypeId('installation', extension.installation_id),
  request_id: ctx.requestId,
  actor: ctx.actor,
  validate_only: ctx.write.validateOnly,
  drafts: places.map((at) => shown(extension, drafts[at] ?? {})),
});

/** What an app may read of a draft; which record and version it is, it always may. */
const shown = ({ field_access }: InstalledExtension, draft: object): object =>
  Object.fromEntries(
    Object.entries(draft)
      .filter(([name]) => ALWAYS.has(name) || name === CUSTOM || mayRead(field_access, 'deal', name))
      .map(([name, value]) => [
        name,
        name === CUSTOM ? shownCustom(field_access, value) : (value as unknown),
      ]),
  );

const CUSTOM = 'custom_fields';

const shownCustom = (access: InstalledExtension['field_access'], values: unknown): object =>
  Object.fromEntries(
    Object.entries(values ?? {}).filter(([key]) => mayRead(access, 'deal', `${CUSTOM}.${key}`)),
  );

const ALWAYS = new Set(['id', 'version', 'pipeline_id', 'stage_id', 'stage_changed_at']);

function understood({ extension, places }: Question, result: OutboundResult): Answered {
  const error = errorOf(result);
  const about = { drafts: places.length, appName: extension.app_name };
  const faults = error === null && result.ok ? readAnswer(result.bodyHead, about) : null;
  if (!faults) return unanswered(extension, places.length, { result, error: error ?? 'invalid_answer' });
  const isRefused = faults.some((some) => some.length > 0);
  return { outcome: isRefused ? 'refused' : 'passed', faults, result, error: null };
}

function errorOf(result: OutboundResult): string | null {
  if (!result.ok) return result.error;
  if (result.status < 200 || result.status > 299) return 'unexpected_status';
  return result.isBodyCut ? 'invalid_answer' : null;
}

/** The workspace decided what the silence of an app means. */
function unanswered(
  { app_name, unanswered_checks }: InstalledExtension,
  drafts: number,
  { result, error }: Pick<Answered, 'result' | 'error'>,
): Answered {
  const detail = `The app "${app_name}" checks this write, and gave no usable answer in time: try again, or ask an admin.`;
  const faults: Fault[] =
    unanswered_checks === 'block' ? [{ pointer: '', code: 'app_unanswered', detail }] : [];
  return { outcome: 'unanswered', faults: Array.from({ length: drafts }, () => faults), result, error };
}

const ADD = `
  INSERT INTO app_calls (workspace_id, id, installation_id, slot, outcome, status, error, duration_ms, drafts, refused,
    request_id, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
