import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import { ProblemError, type RequestContext } from '@platform/http';

import type { Form } from './form.entity';

const HOUR_MS = 60 * 60 * 1000;

/** How often a form may be sent within an hour. */
@Injectable()
export class FormLimits {
  constructor(private readonly database: Database) {}

  /** Turns away at once, without waiting for anybody, who is over a limit already. Problem: 429 `too_many_submissions`. */
  refuse(ctx: RequestContext, form: Form, address: string): Promise<void> {
    return this.count(this.database, ctx, form, address);
  }

  /**
   * The same for the transaction that stores a submission: those of one form go through here one after the other, and each
   * counts what the one before it has stored.
   */
  async hold(tx: Transaction, ctx: RequestContext, form: Form, address: string): Promise<void> {
    await tx.sql('form_limits.turn', TURN, [`form ${form.id}`]);
    await this.count(tx, ctx, form, address);
  }

  private async count(sql: Sql, ctx: RequestContext, form: Form, address: string): Promise<void> {
    const { limit_per_hour: ofForm, limit_per_address: ofAddress } = form;
    const since = new Date(ctx.now.getTime() - HOUR_MS);
    const [row] = await sql.sql<{ of_form: number; of_address: number }>('form_submissions.recent', RECENT, [
      ctx.workspaceId,
      form.id,
      since,
      ofForm,
      address,
      ofAddress,
    ]);
    if (!row) return;
    if (row.of_address >= ofAddress) throw tooMany('form_address', ofAddress);
    if (row.of_form >= ofForm) throw tooMany('form', ofForm);
  }
}

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

/** Ends with the transaction. A statement of its own: the next one sees what was stored while this one waited. */
const TURN = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';

/** Counted no further than the limits. */
const RECENT = `
  SELECT
    (SELECT count(*) FROM (SELECT 1 FROM form_submissions AS s
      WHERE s.workspace_id = $1 AND s.form_id = $2 AND s.created_at > $3 AND s.deleted_at IS NULL LIMIT $4) AS a)::int AS of_form,
    (SELECT count(*) FROM (SELECT 1 FROM form_submissions AS s
      WHERE s.workspace_id = $1 AND s.form_id = $2 AND s.address = $5 AND s.created_at > $3 LIMIT $6) AS b)::int AS of_address`;
