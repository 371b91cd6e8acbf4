import { intakeOf, unsaid } from '@crm/duplicates';
import { MATCHED_OBJECTS } from '@crm/matching';
import { noteType } from '@crm/notes';
import {
  completion,
  creation,
  type Draft,
  OutsideChecks,
  RecordService,
  type RecordType,
  type RecordView,
  RecordWriter,
  refusal,
  upsertion,
  writtenOf,
} from '@crm/records';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { type Principal, RequestContext, unprocessable, validatedBody } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { INCOMING_TYPES } from './incoming-types';
import type { IncomingUrl } from './incoming-url.entity';
import { findsNothing, mapped } from './mapping';

/** An address, and what is known of its workspace. */
export interface KnownUrl extends IncomingUrl {
  readonly currency: string;
  readonly country: string | null;
}

/** What was made of a payload. */
export interface Made {
  readonly view: RecordView;
  readonly result: string;
  /** The public ids of records that it may be the same as. */
  readonly duplicateIds: readonly string[];
}

/** What is to be written; with its fields when that may turn out to be a record that is there. */
type IncomingDraft = Draft & { readonly input?: Readonly<Record<string, unknown>> };

const MAX_NOTE = 20_000;

/** What came of a write, and what was stored beside it. */
interface Stored<Beside> extends Made {
  readonly beside: Beside;
}

/** Makes records of payloads, as the address and not as whoever posts. */
@Injectable()
export class IncomingWriter {
  constructor(
    private readonly records: RecordService,
    private readonly writer: RecordWriter,
    private readonly checks: OutsideChecks,
  ) {}

  /** The fields that an address makes of a payload. */
  fields(url: KnownUrl, payload: unknown): Record<string, unknown> {
    const { create: contract } = INCOMING_TYPES[url.object];
    return mapped(payload, url.mapping, { contract, currency: url.currency });
  }

  /**
   * Makes or changes a record, and stores what `beside` stores in the same transaction. `ctx` is who asks: its write is done once
   * per Idempotency-Key, or only tried. Problems: those of a creation or an upsert.
   */
  async write<Beside>(
    ctx: RequestContext,
    url: KnownUrl,
    payload: unknown,
    beside: (tx: Transaction, made: Made) => Promise<Beside>,
  ): Promise<Stored<Beside>> {
    const type = INCOMING_TYPES[url.object];
    if (findsNothing(payload, url.mapping)) throw unprocessable([NOTHING]);
    const own = contextOf(url, ctx);
    const draft = await this.draft(own, type, { url, fields: this.fields(url, payload) });
    return this.checks.run<Stored<Beside>>(ctx, {
      types: [type],
      written: ({ view }) => [{ at: 0, type, view }],
      work: async (tx, refused) => {
        const found = refused.get(0);
        if (found) throw refusal({}, found);
        const made = await this.make(tx, own, type, draft);
        return { ...made, beside: await beside(tx, made) };
      },
    });
  }

  /** What is new goes by what the rules for duplicates say of it. */
  private async make(
    tx: Transaction,
    ctx: RequestContext,
    type: RecordType,
    draft: IncomingDraft,
  ): Promise<Made> {
    const { input, ...what } = draft;
    const intake = input && isMatched(type.name) ? await intakeOf(tx, ctx, type, input) : null;
    if (input && intake?.attachTo) {
      const completed = { id: intake.attachTo, ...completion(ctx, { input }) };
      const { view } = writtenOf((await this.writer.write(ctx, type, [completed], tx))[0]);
      const lines = unsaid(input, view);
      if (lines.length > 0) {
        const text = [...lines.join('\n')].slice(0, MAX_NOTE).join('');
        const note = { text, links: [{ id: view.id }] };
        await this.records.createMany(ctx, noteType, { inputs: [note] }, tx);
      }
      return { view, result: 'attached', duplicateIds: [] };
    }
    const { view, result } = writtenOf((await this.writer.write(ctx, type, [what], tx))[0]);
    return { view, result, duplicateIds: intake?.suggested ?? [] };
  }

  private async draft(
    ctx: RequestContext,
    type: RecordType,
    { url, fields }: { readonly url: KnownUrl; readonly fields: Record<string, unknown> },
  ): Promise<IncomingDraft> {
    const value = url.unique_by === null ? undefined : keyIn(fields, url.unique_by);
    if (url.unique_by === null || value === undefined) {
      const input = validatedBody(type.create, fields) as Record<string, unknown>;
      return { input, ...creation(ctx, { input }) };
    }
    const by = await this.records.key(ctx, type, { field: url.unique_by, value }, KEY_POINTERS);
    return { ...upsertion(ctx, type, by, { input: validatedBody(type.update, fields), lists: 'merge' }), by };
  }
}

const NOTHING = {
  pointer: '',
  code: 'nothing_mapped',
  detail: 'Nothing in the payload stands where the mapping looks for it',
};

const KEY_POINTERS = { field: '/unique_by', value: '/unique_by' };

const isMatched = (name: string): boolean => (MATCHED_OBJECTS as readonly string[]).includes(name);

/** Who acts when something comes in: the address, within its workspace. */
function contextOf(url: KnownUrl, { requestId, now, origin }: RequestContext): RequestContext {
  return new RequestContext(principalOf(url), requestId, now, undefined, origin);
}

/** The address as a caller. */
export function principalOf({ id, workspace_id: workspaceId, country }: KnownUrl): Principal {
  const name = toTypeId('incoming_url', id);
  return {
    kind: 'system',
    id: name,
    workspaceId,
    country,
    scopes: new Set(),
    memberId: null,
    installationId: null,
    actor: { type: 'app', id: name },
  };
}

/** The value of a key among the fields, as an upsert names it. */
function keyIn(fields: Record<string, unknown>, key: string): string | undefined {
  const [name = '', inside] = key.split('.');
  const found = fields[name === 'external_id' ? 'external_ids' : name];
  if (Array.isArray(found)) {
    const [first] = found as { app: string; id: string }[];
    return first && `${first.app}:${first.id}`;
  }
  const value =
    inside === undefined ? found : new Map<string, unknown>(Object.entries(found ?? {})).get(inside);
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}
