import { createHash, timingSafeEqual } from 'node:crypto';

import { addressList, isListed } from '@access/tokens';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import {
  addressNotAllowed,
  type IdempotencyClaim,
  notFound,
  ProblemError,
  RequestContext,
} from '@platform/http';
import { hashToken, isWellFormedToken } from '@platform/secrets';

import { Captures } from './captures';
import type { IncomingReceiptDto } from './incoming-capture.dto';
import type { IncomingUrl } from './incoming-url.entity';
import { refuseBeyondRights, secretHash } from './incoming-urls.service';
import { IncomingWriter, type KnownUrl, principalOf } from './incoming-writer';
import { valueAt, withValueAt } from './pointer';

/** What was posted, and by whom. */
export interface Posted {
  readonly payload: object;
  readonly requestId: string;
  readonly now: Date;
  readonly origin: RequestContext['origin'];
  /** The sender's own name for it, if it sends one in a header. */
  readonly idempotency: IdempotencyClaim | null;
}

/** What the sender is told. */
export interface Taken extends IncomingReceiptDto {
  /** Whether it was told before. */
  readonly isReplayed: boolean;
}

/** What is known of a payload of which nothing could be made. */
export interface Kept {
  readonly problem: ProblemError;
  readonly captureId: string;
}

const REDACTED = '[redacted]';
/** The same payload is being worked on already: whoever sends it again will be told. */
const STILL_RUNNING = 'write_in_progress';
const USE_EXACT_TO_MS = 60_000;

/** Takes in what services post: a record is made at once, and the payload kept for a while, or until something can be made of it. */
@Injectable()
export class IncomingIntake {
  constructor(
    private readonly database: Database,
    private readonly writer: IncomingWriter,
    private readonly captures: Captures,
  ) {}

  /** The address with this token, or null for whoever guesses. */
  async find(token: string, now: Date): Promise<KnownUrl | null> {
    if (!isWellFormedToken(token) || !token.startsWith('dw_in_')) return null;
    const [place] = await this.database.sql<Place>('incoming_tokens.find', FIND_TOKEN, [
      hashToken(token),
      now,
    ]);
    return place ? this.known(place.workspace_id, place.url_id) : null;
  }

  private async known(workspaceId: string, id: string): Promise<KnownUrl | null> {
    const [url] = await this.database.sql<KnownUrl>('incoming_urls.known', KNOWN_URL, [workspaceId, id]);
    return url ?? null;
  }

  /** The address that a caller works on. Problems: 404, and 403 for records that the caller may not write. */
  async forCaller(ctx: RequestContext, id: string): Promise<KnownUrl> {
    const url = await this.known(ctx.workspaceId, id);
    if (!url) throw notFound('incoming URL');
    refuseBeyondRights(ctx, url.object);
    return url;
  }

  /**
   * Makes a record of a payload, or keeps it and says why none could be made. Problems: 403 `address_not_allowed` and
   * `wrong_secret`, 410 `incoming_url_closed`.
   */
  async take(url: KnownUrl, posted: Posted): Promise<Taken | Kept> {
    refuseClosed(url, posted);
    refuseWrongSecret(url, posted.payload);
    const { requestId, now, origin } = posted;
    const payload = url.secret_pointer
      ? withValueAt(posted.payload, url.secret_pointer, REDACTED)
      : posted.payload;
    const write = { idempotency: claimOf(url, payload) ?? posted.idempotency, validateOnly: false };
    const ctx = new RequestContext(principalOf(url), requestId, now, write, origin);
    await this.noteUse(url, now);
    try {
      const keep = { urlId: url.id, payload, problem: null };
      const { view, result, beside, duplicateIds } = await this.writer.write(ctx, url, payload, (tx, made) =>
        this.captures.keep(tx, ctx, { ...keep, made }),
      );
      const told = { id: view.id, result, capture_id: beside, duplicate_ids: [...duplicateIds] };
      return { ...told, isReplayed: ctx.replayed };
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code === STILL_RUNNING) throw error;
      const capture = await this.captures.keep(this.database, ctx, {
        urlId: url.id,
        payload,
        made: null,
        problem: error,
      });
      return { problem: error, captureId: capture };
    }
  }

  /** Like the last use of keys: exact to a minute, and no change of the address. */
  private async noteUse({ workspace_id, id, last_used_at }: KnownUrl, now: Date): Promise<void> {
    const before = new Date(now.getTime() - USE_EXACT_TO_MS);
    if (last_used_at !== null && last_used_at > before) return;
    await this.database.sql('incoming_urls.used', USED, [workspace_id, id, now]);
  }
}

interface Place {
  readonly workspace_id: string;
  readonly url_id: string;
}

function refuseClosed(url: IncomingUrl, { now, origin: { address } }: Posted): void {
  if (!url.is_active || (url.expires_at !== null && url.expires_at <= now)) {
    const detail = 'This address takes nothing any more.';
    throw new ProblemError({ status: 410, code: 'incoming_url_closed', title: 'Gone', detail });
  }
  if (url.allowed_addresses.length === 0 || address === null) return;
  if (!isListed(addressList(url.allowed_addresses), address)) throw addressNotAllowed(address);
}

function refuseWrongSecret(
  { secret_pointer: pointer, secret_hash: hash }: IncomingUrl,
  payload: object,
): void {
  if (pointer === null || hash === null) return;
  const given = valueAt(payload, pointer);
  if (typeof given === 'string' && timingSafeEqual(secretHash(given), hash)) return;
  throw new ProblemError({
    status: 403,
    code: 'wrong_secret',
    title: 'Not allowed',
    detail: `The payload does not have the secret of this address at ${pointer}.`,
  });
}

/** A payload that has a name is taken once, whatever else stands in it the second time. */
function claimOf(url: IncomingUrl, payload: unknown): IdempotencyClaim | null {
  const name = url.idempotency_pointer === null ? undefined : valueAt(payload, url.idempotency_pointer);
  if (name === undefined || name === null || name === '') return null;
  const fingerprint = createHash('sha256').update(JSON.stringify(name)).digest();
  return { key: `payload-${fingerprint.toString('hex')}`, fingerprint };
}

const FIND_TOKEN = `
  SELECT workspace_id, url_id FROM incoming_tokens
  WHERE token_hash = $1 AND (expires_at IS NULL OR expires_at > $2)`;

const KNOWN_URL = `
  SELECT url.*, workspaces.currency, workspaces.country
  FROM incoming_urls AS url JOIN workspaces ON workspaces.id = url.workspace_id
  WHERE url.workspace_id = $1 AND url.id = $2`;

const USED = 'UPDATE incoming_urls SET last_used_at = $3 WHERE workspace_id = $1 AND id = $2';
