import { Injectable } from '@nestjs/common';
import type { Transaction } from '@platform/database';
import { changedSince } from '@platform/events';
import {
  CursorCodec,
  conflict,
  DEFAULT_PAGE_SIZE,
  etagOf,
  invalidRequest,
  type Page,
  type PageQueryDto,
  pageOf,
  type RequestContext,
  staleVersion,
  versionMismatch,
} from '@platform/http';
import { newUuid } from '@platform/ids';
import { OutboundHttp } from '@platform/outbound-http';
import { Writes } from '@platform/writes';
import { reorder, tryAgainNow } from './delivery-chains';
import {
  type ResumeWebhookEndpointDto,
  type RotateWebhookSecretDto,
  USUAL_OVERLAP_HOURS,
} from './endpoint-actions.dto';
import {
  filterChange,
  orderingChange,
  refuseFieldsAnew,
  refuseUnknownFields,
  renderingChange,
} from './endpoint-changes';
import { type KeptFilter, keptFilter } from './endpoint-filter';
import { ownerOf } from './endpoint-owners';
import { inputFaults, mergedHeaders, refuseBeyondRights } from './endpoint-rules';
import { EndpointSecrets } from './endpoint-secrets';
import { type EndpointChange, EndpointStore } from './endpoint-store';
import { moveLane, openLane, removeLane, startLane, stopLane } from './lane-switch';
import { holdLog, lastSequence, resumeFrom, sequenceBefore } from './log-places';
import { newWebhookSecret } from './signature';
import {
  type CreateWebhookEndpointDto,
  DEFAULT_CONCURRENCY,
  type UpdateWebhookEndpointDto,
  type WebhookEndpointDto,
  type WebhookEndpointWithSecretDto,
} from './webhook-endpoint.dto';
import { APP_SUSPENDED, type EndpointState, type WebhookEndpoint } from './webhook-endpoint.entity';

const HOUR_MS = 60 * 60 * 1000;

/** An endpoint in the answer, and its version for the ETag. */
export interface Versioned<View = WebhookEndpointDto> {
  readonly version: number;
  readonly endpoint: View;
}

/** What owners do with their endpoints. */
@Injectable()
export class WebhookEndpointsService {
  constructor(
    private readonly store: EndpointStore,
    private readonly writes: Writes,
    private readonly secrets: EndpointSecrets,
    private readonly outbound: OutboundHttp,
    private readonly cursors: CursorCodec,
  ) {}

  async list(ctx: RequestContext, query: PageQueryDto): Promise<Page<WebhookEndpointDto>> {
    const { limit = DEFAULT_PAGE_SIZE, cursor } = query;
    const bound = `webhook_endpoints ${ctx.workspaceId}`;
    const before = cursor === undefined ? null : String(this.cursors.decode(cursor, bound)[0]);
    const rows = await this.store.list(ctx, before, limit + 1);
    const page = pageOf(rows, limit, {
      item: (row) => row,
      cursor: (last) => this.cursors.encode([last.id], bound),
    });
    return { ...page, data: await this.store.views(page.data) };
  }

  async get(ctx: RequestContext, id: string): Promise<Versioned> {
    const row = await this.store.get(ctx, id);
    const [endpoint] = await this.store.views([row]);
    if (!endpoint) throw new Error('A stored endpoint has no view.');
    return { version: row.version, endpoint };
  }

  create(
    ctx: RequestContext,
    input: CreateWebhookEndpointDto,
  ): Promise<Versioned<WebhookEndpointWithSecretDto>> {
    const faults = inputFaults(input, this.outbound);
    if (faults.length > 0) throw invalidRequest(faults);
    const headers = mergedHeaders({}, input.headers ?? null);
    refuseBeyondRights(ctx, input.types, new Set());
    return this.writes.run(ctx, async (tx) => {
      const scopes = [...ctx.principal.scopes];
      const filter = await keptFilter(tx, ctx, input.filter, { types: input.types, scopes });
      await refuseUnknownFields(tx, ctx, input.fields, { types: input.types, scopes });
      const secret = newWebhookSecret();
      const row = this.newRow(ctx, input, { secret, headers, filter });
      const endpoint = await this.store.add(tx, ctx, row);
      await openLane(tx, ctx.workspaceId, row.id, row.ordering);
      return { version: row.version, endpoint: { ...endpoint, secret } };
    });
  }

  update(
    ctx: RequestContext,
    id: string,
    { input, ifMatch }: { input: UpdateWebhookEndpointDto; ifMatch: string | undefined },
  ): Promise<Versioned> {
    const faults = inputFaults(input, this.outbound);
    if (faults.length > 0) throw invalidRequest(faults);
    return this.onLocked(ctx, { id, ifMatch }, async (tx, before) => {
      refuseAppsOwn(before);
      refuseBeyondRights(ctx, input.types ?? before.types, new Set(before.scopes));
      const set = { ...this.changeOf(before, input), ...(await filterChange(tx, ctx, before, input)) };
      await refuseFieldsAnew(tx, ctx, before, input);
      const { row, view } = await this.store.change(tx, ctx, { before, set });
      if (row.ordering !== before.ordering) await reorder(tx, id, row.ordering);
      return { version: row.version, endpoint: view };
    });
  }

  remove(ctx: RequestContext, id: string, ifMatch: string | undefined): Promise<Versioned> {
    return this.onLocked(ctx, { id, ifMatch }, async (tx, before) => {
      refuseAppsOwn(before);
      const endpoint = await this.store.remove(tx, ctx, before);
      await removeLane(tx, id);
      return { version: before.version, endpoint };
    });
  }

  /** The old secret signs along for as long as told; a second rotation meanwhile ends that. */
  rotateSecret(
    ctx: RequestContext,
    id: string,
    { overlap_hours: hours }: RotateWebhookSecretDto,
  ): Promise<Versioned<WebhookEndpointWithSecretDto>> {
    return this.onLocked(ctx, { id }, async (tx, before) => {
      refuseAppsOwn(before);
      refuseBeyondRights(ctx, before.types, new Set(before.scopes));
      const secret = newWebhookSecret();
      const overlapMs = (hours ?? USUAL_OVERLAP_HOURS) * HOUR_MS;
      const set = {
        secret: this.secrets.sealSecret(before, secret),
        previous_secret: overlapMs === 0 ? null : before.secret,
        previous_secret_expires_at: overlapMs === 0 ? null : new Date(ctx.now.getTime() + overlapMs),
      };
      const action = 'webhook_endpoint.secret_rotated';
      const { row, view } = await this.store.change(tx, ctx, { before, set, action });
      return { version: row.version, endpoint: { ...view, secret } };
    });
  }

  pause(ctx: RequestContext, id: string): Promise<Versioned> {
    return this.onLocked(ctx, { id }, async (tx, before) => {
      if (before.state !== 'active' && before.state !== 'paused') {
        throw conflict(
          'endpoint_not_active',
          `The endpoint is ${before.state}: it can only be resumed or deleted.`,
        );
      }
      const paused = await this.switchTo(tx, ctx, { before, state: 'paused' });
      await stopLane(tx, ctx.workspaceId, id);
      return paused;
    });
  }

  /** Goes on from where it stopped, whatever stopped it, or from elsewhere in the log. */
  resume(ctx: RequestContext, id: string, input: ResumeWebhookEndpointDto = {}): Promise<Versioned> {
    const from = resumeFrom(input.from ?? 'stop');
    return this.onLocked(ctx, { id }, async (tx, before) => {
      refuseSuspended(before);
      if (from !== 'stop' && before.state === 'active') throw stillActive();
      const active = await this.switchTo(tx, ctx, { before, state: 'active' });
      if (from !== 'stop') {
        await holdLog(tx);
        const { workspaceId } = ctx;
        const readTo =
          from === 'now' ? await lastSequence(tx, workspaceId) : await sequenceBefore(tx, workspaceId, from);
        await moveLane(tx, { endpointId: id, readTo });
      }
      await startLane(tx, id);
      if (wasGivenUp(before)) await tryAgainNow(tx, id);
      return active;
    });
  }

  private onLocked<Result>(
    ctx: RequestContext,
    { id, ifMatch }: { id: string; ifMatch?: string | undefined },
    work: (tx: Transaction, before: WebhookEndpoint) => Promise<Result>,
  ): Promise<Result> {
    return this.writes.run(ctx, async (tx) => {
      const before = await this.store.lock(tx, ctx, id);
      await refuseStale(tx, before, ifMatch);
      return work(tx, before);
    });
  }

  private async switchTo(
    tx: Transaction,
    ctx: RequestContext,
    { before, state }: { before: WebhookEndpoint; state: EndpointState },
  ): Promise<Versioned> {
    const action = `webhook_endpoint.${state === 'active' ? 'resumed' : 'paused'}`;
    const set = { state, state_reason: state === before.state ? before.state_reason : null };
    const { row, view } = await this.store.change(tx, ctx, { before, set, action });
    if (state === 'active' && before.state !== 'active') await this.store.tellResumed(tx, ctx, { row, view });
    return { version: row.version, endpoint: view };
  }

  private changeOf(before: WebhookEndpoint, input: UpdateWebhookEndpointDto): EndpointChange {
    const { url, types, description, skip_own: skipOwn, headers, max_concurrency: concurrency } = input;
    return {
      ...(url !== undefined && { url: this.normalised(url) }),
      ...(types !== undefined && { types }),
      ...(description !== undefined && { description }),
      ...(skipOwn !== undefined && { skip_own: skipOwn ?? false }),
      ...renderingChange(input),
      ...(headers !== undefined && {
        headers: this.secrets.sealHeaders(before, mergedHeaders(this.secrets.headers(before), headers)),
      }),
      ...(concurrency !== undefined && { max_concurrency: concurrency ?? DEFAULT_CONCURRENCY }),
      ...(input.rate_per_second !== undefined && { rate_per_second: input.rate_per_second }),
      ...orderingChange(input),
    };
  }

  private newRow(
    ctx: RequestContext,
    input: CreateWebhookEndpointDto,
    { secret, headers, filter }: { secret: string; headers: Record<string, string>; filter: KeptFilter },
  ): WebhookEndpoint {
    const owner = { workspace_id: ctx.workspaceId, id: newUuid() };
    return {
      ...owner,
      url: this.normalised(input.url),
      types: input.types,
      ...filter,
      description: input.description ?? null,
      skip_own: input.skip_own ?? false,
      payload: input.payload ?? 'full',
      fields: input.fields ?? null,
      api_version: input.api_version ?? 'v1',
      headers: this.secrets.sealHeaders(owner, headers),
      max_concurrency: input.max_concurrency ?? DEFAULT_CONCURRENCY,
      rate_per_second: input.rate_per_second ?? null,
      ordering: input.ordering ?? 'none',
      state: 'active',
      state_reason: null,
      secret: this.secrets.sealSecret(owner, secret),
      previous_secret: null,
      previous_secret_expires_at: null,
      principal: ctx.principal.id,
      scopes: [...ctx.principal.scopes].sort(),
      owner: ownerOf(ctx.principal),
      installation_id: null,
      purpose: null,
      version: 1,
      created_at: ctx.now,
      updated_at: ctx.now,
    };
  }

  private normalised(url: string): string {
    const destination = this.outbound.checkDestination(url);
    return destination.ok ? destination.url.href : url;
  }
}

/** Whether the endpoint, and not its owner, is why it stopped. */
const wasGivenUp = ({ state, state_reason: reason }: WebhookEndpoint): boolean =>
  state === 'disabled' || state === 'gone' || reason !== null;

const stillActive = () =>
  conflict('endpoint_active', 'The endpoint is active: pause it first, or replay a part of the log to it.');

/** An app that is suspended is sent nothing: its endpoints go on with it. */
function refuseSuspended({ state_reason: reason }: WebhookEndpoint): void {
  if (reason !== APP_SUSPENDED) return;
  throw conflict('app_suspended', 'The app is suspended: its endpoints go on when it is resumed.');
}

/** What the manifest of an app says is changed with its next version. */
function refuseAppsOwn({ installation_id }: WebhookEndpoint): void {
  if (installation_id === null) return;
  throw conflict(
    'managed_by_app',
    'An app manages this endpoint: it can be paused and resumed, and goes with the app.',
  );
}

/** 412 with the fields that changed since, when the caller has read another version than the stored one. */
async function refuseStale(
  tx: Transaction,
  { id, workspace_id: workspaceId, version: current }: WebhookEndpoint,
  ifMatch: string | undefined,
): Promise<void> {
  const seen = staleVersion(ifMatch, current);
  if (seen === null) return;
  const changed = await changedSince(tx, workspaceId, [{ id, seen, current }]);
  throw versionMismatch(etagOf(current), changed.get(id));
}
