import { defineRowPlace } from '@crm/merges';
import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database, type Sql } from '@platform/database';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  notFound,
  type Page,
  type ProblemError,
  pageOf,
  problemBody,
  type RequestContext,
} from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';

import type { CaptureQueryDto, IncomingCaptureDto } from './incoming-capture.dto';
import { IncomingCapture } from './incoming-capture.entity';
import type { Made } from './incoming-writer';

/** What came in goes on naming the record that it became, whichever that is merged into. */
defineRowPlace({
  table: 'incoming_captures',
  column: 'record_id',
  thing: 'incoming_capture',
  names: ['lead', 'contact', 'company', 'deal'],
  isPublic: true,
});

/** How many payloads of an address are kept: enough to see what comes, and all that nothing could be made of. */
const KEPT = { done: 10, failed: 1000 } as const;

/** A payload as it is to be kept, and what became of it. */
export interface Outcome {
  readonly urlId: string;
  readonly payload: unknown;
  readonly made: Made | null;
  readonly problem: ProblemError | null;
}

/** Keeps payloads: some that something was made of, and those that wait for a better mapping. */
@Injectable()
export class Captures {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly settings: Settings,
  ) {}

  /** Keeps a payload, forgets the oldest ones, and answers with its public id. */
  async keep(sql: Sql, ctx: RequestContext, { urlId, payload, made, problem }: Outcome): Promise<string> {
    const id = newUuid();
    const state = made ? 'done' : 'failed';
    const { workspaceId, now, requestId } = ctx;
    await sql.sql('incoming_captures.add', ADD, [
      workspaceId,
      id,
      urlId,
      now,
      state,
      JSON.stringify(payload),
      made?.view.id ?? null,
      made?.result ?? null,
      problem && JSON.stringify(problemBody(this.settings.publicUrl, problem, requestId)),
      requestId,
    ]);
    await sql.sql('incoming_captures.trim', TRIM, [workspaceId, urlId, state, KEPT[state]]);
    return toTypeId('incoming_capture', id);
  }

  /** One page of an address's payloads, the newest first. */
  async list(
    ctx: RequestContext,
    urlId: string,
    { limit = DEFAULT_PAGE_SIZE, cursor, state }: CaptureQueryDto,
  ): Promise<Page<IncomingCaptureDto>> {
    const bound = `captures ${ctx.principal.id} ${urlId} ${state ?? ''}`;
    const rows = this.database.rows
      .createQueryBuilder(IncomingCapture, 'r')
      .where('r.workspace_id = :workspaceId AND r.url_id = :urlId', { workspaceId: ctx.workspaceId, urlId })
      .orderBy('r.id', 'DESC')
      .limit(limit + 1);
    if (state) rows.andWhere('r.state = :state', { state });
    if (cursor !== undefined)
      rows.andWhere('r.id < :before', { before: this.cursors.decode(cursor, bound)[0] });
    return pageOf(await rows.getMany(), limit, {
      item: captureView,
      cursor: (last) => this.cursors.encode([last.id], bound),
    });
  }

  /** One payload of an address, or 404. */
  async find({ workspaceId }: RequestContext, urlId: string, id: string): Promise<IncomingCapture> {
    const where = { workspace_id: workspaceId, url_id: urlId, id };
    const row = await this.database.rows.findOneBy(IncomingCapture, where);
    if (!row) throw notFound('capture');
    return row;
  }

  /** Says what was made of a payload that had failed; null when it was taken away or done meanwhile. */
  async done(
    sql: Sql,
    { workspaceId }: RequestContext,
    id: string,
    { view, result }: Made,
  ): Promise<IncomingCapture | null> {
    const [row] = await sql.sql<IncomingCapture>('incoming_captures.done', DONE, [
      workspaceId,
      id,
      view.id,
      result,
    ]);
    return row ?? null;
  }

  /** Says why a payload failed again. */
  async failed({ workspaceId, requestId }: RequestContext, id: string, problem: ProblemError): Promise<void> {
    const kept = JSON.stringify(problemBody(this.settings.publicUrl, problem, requestId));
    await this.database.sql('incoming_captures.failed', FAILED, [workspaceId, id, kept]);
  }

  /** Forgets a payload. */
  async remove(sql: Sql, { workspaceId }: RequestContext, id: string): Promise<void> {
    await sql.sql('incoming_captures.remove', REMOVE, [workspaceId, id]);
  }
}

/** A payload as the public API shows it. */
export const captureView = (row: IncomingCapture): IncomingCaptureDto => ({
  id: toTypeId('incoming_capture', row.id),
  url_id: toTypeId('incoming_url', row.url_id),
  received_at: row.received_at.toISOString(),
  state: row.state,
  payload: JSON.parse(row.payload) as unknown,
  record_id: row.record_id,
  result: row.result,
  problem: row.problem,
  attempts: row.attempts,
  request_id: row.request_id,
});

const ADD = `
  INSERT INTO incoming_captures
    (workspace_id, id, url_id, received_at, state, payload, record_id, result, problem, attempts, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)`;

/** Two that trim at once take different ones. */
const TRIM = `
  DELETE FROM incoming_captures WHERE workspace_id = $1 AND id IN (
    SELECT old.id FROM incoming_captures AS old
    WHERE old.workspace_id = $1 AND old.url_id = $2 AND old.state = $3
    ORDER BY old.id DESC OFFSET $4 LIMIT 100 FOR UPDATE SKIP LOCKED)`;

const DONE = `
  UPDATE incoming_captures SET state = 'done', record_id = $3, result = $4, problem = NULL, attempts = attempts + 1
  WHERE workspace_id = $1 AND id = $2 AND state = 'failed' RETURNING *`;

const FAILED = `
  UPDATE incoming_captures SET problem = $3, attempts = attempts + 1
  WHERE workspace_id = $1 AND id = $2 AND state = 'failed'`;

const REMOVE = 'DELETE FROM incoming_captures WHERE workspace_id = $1 AND id = $2';
