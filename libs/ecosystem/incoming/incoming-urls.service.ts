import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import type { Transaction } from '@platform/database';
import { missingScope, type Page, type PageQueryDto, type RequestContext } from '@platform/http';
import { newUuid } from '@platform/ids';
import { hashToken, newToken } from '@platform/secrets';
import { type Asked, VersionedRows } from '@platform/versioned-rows';
import { Writes } from '@platform/writes';

import { INCOMING_TYPES, refuseUnusable } from './incoming-types';
import type {
  CreateIncomingUrlDto,
  IncomingUrlDto,
  MappingEntryDto,
  RotateIncomingUrlDto,
  ShownIncomingUrlDto,
  UpdateIncomingUrlDto,
} from './incoming-url.dto';
import type { IncomingUrl } from './incoming-url.entity';
import { INCOMING_URLS } from './incoming-url-kind';
import { PRESETS } from './presets';

const DAY_S = 24 * 60 * 60;

/** What a caller says about an address, whether it is new or not. */
type Given = Omit<UpdateIncomingUrlDto, 'name'> & { readonly name?: string | undefined };

/** Makes, changes and ends the addresses at which records are made of what is posted. */
@Injectable()
export class IncomingUrlsService {
  constructor(
    private readonly rows: VersionedRows,
    private readonly writes: Writes,
    private readonly settings: Settings,
  ) {}

  /** One page, in the order in which they were made. */
  list(ctx: RequestContext, query: PageQueryDto): Promise<Page<IncomingUrlDto>> {
    return this.rows.list(ctx, INCOMING_URLS, { query, bound: '' });
  }

  /** One of them, or 404. */
  async get(ctx: RequestContext, id: string): Promise<IncomingUrlDto> {
    return INCOMING_URLS.view(await this.find(ctx, id));
  }

  /** The same as it is stored. */
  find(ctx: RequestContext, id: string): Promise<IncomingUrl> {
    return this.rows.get(ctx, INCOMING_URLS, id);
  }

  /** Problems: 403 for records that the caller may not write, 422 for fields that there are not. */
  create(ctx: RequestContext, input: CreateIncomingUrlDto): Promise<ShownIncomingUrlDto> {
    const { object, preset = null, ...given } = input;
    refuseBeyondRights(ctx, object);
    const url: IncomingUrl = {
      ...blank(ctx),
      object,
      preset,
      ...startOf(preset),
      ...changeOf(ctx, given),
      name: input.name,
    };
    refuseUnusable(url);
    return this.writes.run(ctx, async (tx) => {
      await this.rows.create(tx, ctx, INCOMING_URLS, url);
      return this.shown(url, await addToken(tx, url));
    });
  }

  /** Changes the named fields; problems as with `create`. */
  update(ctx: RequestContext, asked: Asked, input: UpdateIncomingUrlDto): Promise<IncomingUrlDto> {
    const edit = (before: IncomingUrl) => {
      refuseBeyondRights(ctx, before.object);
      const change = changeOf(ctx, input);
      refuseUnusable({ ...before, ...change });
      return change;
    };
    return this.writes.run(ctx, async (tx) =>
      INCOMING_URLS.view(await this.rows.change(tx, ctx, INCOMING_URLS, { asked, edit })),
    );
  }

  /** Gives it another address; the one before works on for a while. */
  rotate(
    ctx: RequestContext,
    asked: Asked,
    { overlap_seconds }: RotateIncomingUrlDto,
  ): Promise<ShownIncomingUrlDto> {
    const until = new Date(ctx.now.getTime() + (overlap_seconds ?? DAY_S) * 1000);
    const edit = () => ({ rotated_at: ctx.now, previous_expires_at: until });
    return this.writes.run(ctx, async (tx) => {
      const action = 'incoming_url.rotated';
      const url = await this.rows.change(tx, ctx, INCOMING_URLS, { asked, edit, action });
      await tx.sql('incoming_tokens.end', END_TOKENS, [ctx.workspaceId, url.id, until]);
      return this.shown(url, await addToken(tx, url));
    });
  }

  /** Takes it away for good, with what is kept of payloads; the records stay. */
  remove(ctx: RequestContext, asked: Asked): Promise<IncomingUrlDto> {
    return this.writes.run(ctx, async (tx) => {
      const url = await this.rows.remove(tx, ctx, INCOMING_URLS, asked);
      await tx.sql('incoming_tokens.remove', REMOVE_TOKENS, [ctx.workspaceId, url.id]);
      return INCOMING_URLS.view(url);
    });
  }

  private shown(url: IncomingUrl, token: string): ShownIncomingUrlDto {
    return { ...INCOMING_URLS.view(url), url: `${this.settings.publicUrl}/in/${token}` };
  }
}

/** Whoever lets others make records must be one who may. */
export function refuseBeyondRights({ principal }: RequestContext, object: IncomingUrl['object']): void {
  const { name } = INCOMING_TYPES[object].scopes.write;
  if (!principal.scopes.has(name)) throw missingScope(name);
}

const blank = ({ workspaceId, now, actor }: RequestContext): IncomingUrl => ({
  workspace_id: workspaceId,
  id: newUuid(),
  name: '',
  object: 'lead',
  preset: null,
  mapping: [],
  unique_by: null,
  idempotency_pointer: null,
  secret_pointer: null,
  secret_hash: null,
  secret_set_at: null,
  allowed_addresses: [],
  expires_at: null,
  is_active: true,
  rotated_at: null,
  previous_expires_at: null,
  last_used_at: null,
  version: 1,
  created_at: now,
  updated_at: now,
  created_by: actor,
});

function startOf(preset: string | null): Partial<IncomingUrl> {
  const known = preset === null ? undefined : PRESETS[preset];
  if (!known) return {};
  const { mapping, idempotency_pointer, secret_pointer } = known;
  return { mapping: [...mapping], idempotency_pointer, secret_pointer };
}

const COPIED = [
  'name',
  'unique_by',
  'idempotency_pointer',
  'secret_pointer',
  'allowed_addresses',
  'is_active',
] as const;

/** What a caller says, as it is stored; what they leave out stays. */
function changeOf(
  { now }: RequestContext,
  { mapping, secret, expires_at, ...given }: Given,
): Partial<IncomingUrl> {
  const copied = COPIED.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]);
  return {
    ...(Object.fromEntries(copied) as Partial<IncomingUrl>),
    ...(mapping !== undefined && { mapping: mapping.map(entryOf) }),
    ...(secret !== undefined && {
      secret_hash: secret === null ? null : secretHash(secret),
      secret_set_at: secret === null ? null : now,
    }),
    ...(expires_at !== undefined && { expires_at: expires_at === null ? null : new Date(expires_at) }),
  };
}

const entryOf = ({ to, from = null, value = null, transform = null }: MappingEntryDto) => ({
  to,
  from,
  value,
  transform,
});

/** A secret that people choose, of which nobody can try out many: the address is a secret already. */
export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

async function addToken(tx: Transaction, { workspace_id, id }: IncomingUrl): Promise<string> {
  const token = newToken('in');
  await tx.sql('incoming_tokens.add', ADD_TOKEN, [hashToken(token), workspace_id, id]);
  return token;
}

const ADD_TOKEN = 'INSERT INTO incoming_tokens (token_hash, workspace_id, url_id) VALUES ($1, $2, $3)';

/** One that was replaced before ends no later than it would have. */
const END_TOKENS = `
  UPDATE incoming_tokens SET expires_at = least(expires_at, $3) WHERE workspace_id = $1 AND url_id = $2`;

const REMOVE_TOKENS = 'DELETE FROM incoming_tokens WHERE workspace_id = $1 AND url_id = $2';
