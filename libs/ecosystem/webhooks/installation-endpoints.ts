import type { Payload } from '@ecosystem/event-log';
import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@platform/database';
import { invalidRequest, type RequestContext } from '@platform/http';
import { newUuid, toTypeId } from '@platform/ids';

import { reorder } from './delivery-chains';
import { readEndpointFilter } from './endpoint-filter';
import { EndpointSecrets } from './endpoint-secrets';
import { type EndpointChange, EndpointStore } from './endpoint-store';
import { openLane, removeLane, startLane, stopLane } from './lane-switch';
import type { Ordering } from './ordering';
import { DEFAULT_CONCURRENCY } from './webhook-endpoint.dto';
import { APP_SUSPENDED, type WebhookEndpoint } from './webhook-endpoint.entity';

/** An endpoint that the manifest of an app asks for. */
export interface WantedEndpoint {
  /** Which address of the manifest it is: the same in every version. */
  readonly purpose: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly filter: object | null;
  readonly payload: Payload;
  /** The fields of things that are told; null for all. */
  readonly fields: readonly string[] | null;
  readonly ordering: Ordering;
  /** What the app may see through it. */
  readonly scopes: readonly string[];
}

/** The secrets of an app: the one before signs along until its end. */
export interface AppSigningSecrets {
  readonly secret: string;
  readonly previous: string | null;
  readonly previousExpiresAt: Date | null;
}

/** Whose endpoints are kept, and how they are to be. */
export interface KeptEndpoints {
  readonly installationId: string;
  readonly secrets: AppSigningSecrets;
  readonly wanted: readonly WantedEndpoint[];
}

/** Keeps the webhook endpoints of installed apps as their manifests say. */
@Injectable()
export class InstallationEndpoints {
  constructor(
    private readonly store: EndpointStore,
    private readonly secrets: EndpointSecrets,
  ) {}

  /** Makes, changes and removes endpoints until they are the wanted ones; those that stay keep what they still have to send. */
  async keep(tx: Transaction, ctx: RequestContext, kept: KeptEndpoints): Promise<void> {
    const there = await this.store.lockOf(tx, ctx, kept.installationId);
    for (const row of there) {
      if (!kept.wanted.some(({ purpose }) => purpose === row.purpose)) await this.remove(tx, ctx, row);
    }
    for (const wanted of kept.wanted) {
      const before = there.find(({ purpose }) => purpose === wanted.purpose);
      const filter = await checkedFilter(tx, ctx, wanted);
      if (before) await this.change(tx, ctx, before, { ...kept, wanted, filter });
      else await this.add(tx, ctx, { ...kept, wanted, filter });
    }
  }

  /** Stops those that take events of the workspace; what happens meanwhile is sent when they start again. */
  async pause(tx: Transaction, ctx: RequestContext, installationId: string, but: string): Promise<void> {
    for (const before of await this.store.lockOf(tx, ctx, installationId)) {
      if (before.purpose === but || before.state !== 'active') continue;
      await this.store.change(tx, ctx, { before, set: { state: 'paused', state_reason: APP_SUSPENDED } });
      await stopLane(tx, ctx.workspaceId, before.id);
    }
  }

  /** Starts those that were stopped with the app, and none that its owner or we had stopped. */
  async resume(tx: Transaction, ctx: RequestContext, installationId: string): Promise<void> {
    for (const before of await this.store.lockOf(tx, ctx, installationId)) {
      if (before.state_reason !== APP_SUSPENDED) continue;
      await this.store.change(tx, ctx, { before, set: { state: 'active', state_reason: null } });
      await startLane(tx, before.id);
    }
  }

  /** How many endpoints an app has. */
  async count(sql: Sql, ctx: RequestContext, installationId: string): Promise<number> {
    const [row] = await sql.sql<{ count: number }>('webhook_endpoints.count_of', COUNT, [
      ctx.workspaceId,
      installationId,
    ]);
    return row?.count ?? 0;
  }

  /** Whether an event of this type came to the endpoint of this purpose; null when the app has none. */
  async isDelivered(
    sql: Sql,
    ctx: RequestContext,
    asked: { installationId: string; purpose: string; type: string },
  ): Promise<boolean | null> {
    const [row] = await sql.sql<{ delivered: boolean }>('webhook_endpoints.delivered', DELIVERED, [
      ctx.workspaceId,
      asked.installationId,
      asked.purpose,
      asked.type,
    ]);
    return row?.delivered ?? null;
  }

  private async remove(tx: Transaction, ctx: RequestContext, row: WebhookEndpoint): Promise<void> {
    await this.store.remove(tx, ctx, row);
    await removeLane(tx, row.id);
  }

  private async add(tx: Transaction, ctx: RequestContext, given: Given): Promise<void> {
    const owner = { workspace_id: ctx.workspaceId, id: newUuid() };
    const { wanted, installationId, secrets } = given;
    await this.store.add(tx, ctx, {
      ...owner,
      ...settingsOf(given),
      description: null,
      skip_own: false,
      api_version: 'v1',
      headers: this.secrets.sealHeaders(owner, {}),
      max_concurrency: DEFAULT_CONCURRENCY,
      rate_per_second: null,
      state: 'active',
      state_reason: null,
      ...this.sealed(owner, secrets),
      principal: toTypeId('installation', installationId),
      owner: null,
      installation_id: installationId,
      purpose: wanted.purpose,
      version: 1,
      created_at: ctx.now,
      updated_at: ctx.now,
    });
    await openLane(tx, ctx.workspaceId, owner.id, wanted.ordering);
  }

  private async change(
    tx: Transaction,
    ctx: RequestContext,
    before: WebhookEndpoint,
    given: Given,
  ): Promise<void> {
    const inForce = this.secrets.secretsInForce(before, ctx.now);
    const isSame = inForce[0] === given.secrets.secret;
    const set = { ...settingsOf(given), ...(isSame ? {} : this.sealed(before, given.secrets)) };
    const { row } = await this.store.change(tx, ctx, { before, set });
    if (row.ordering !== before.ordering) await reorder(tx, before.id, row.ordering);
  }

  private sealed(owner: Pick<WebhookEndpoint, 'workspace_id' | 'id'>, secrets: AppSigningSecrets) {
    const { secret, previous, previousExpiresAt } = secrets;
    return {
      secret: this.secrets.sealSecret(owner, secret),
      previous_secret: previous === null ? null : this.secrets.sealSecret(owner, previous),
      previous_secret_expires_at: previousExpiresAt,
    };
  }
}

interface Given extends Omit<KeptEndpoints, 'wanted'> {
  readonly wanted: WantedEndpoint;
  readonly filter: WebhookEndpoint['checked_filter'];
}

const settingsOf = ({ wanted, filter }: Given) =>
  ({
    url: wanted.url,
    types: [...wanted.types],
    filter: wanted.filter,
    checked_filter: filter,
    payload: wanted.payload,
    fields: wanted.fields && [...wanted.fields],
    ordering: wanted.ordering,
    scopes: [...wanted.scopes].sort(),
  }) satisfies EndpointChange;

/** Problem: 400 where the filter of a manifest does not fit this workspace. */
async function checkedFilter(
  tx: Transaction,
  ctx: RequestContext,
  { filter, purpose, types, scopes }: WantedEndpoint,
): Promise<WebhookEndpoint['checked_filter']> {
  if (filter === null) return null;
  const parsed = await readEndpointFilter(tx, ctx, filter, { types, scopes });
  if (parsed.faults.length === 0) return parsed.filter;
  throw invalidRequest(
    parsed.faults.map((fault) => ({ ...fault, pointer: `/${purpose}/filter${fault.pointer}` })),
  );
}

const COUNT = `
  SELECT count(*)::int AS count FROM webhook_endpoints WHERE workspace_id = $1 AND installation_id = $2`;

const DELIVERED = `
  SELECT EXISTS (
    SELECT 1 FROM delivery_log AS log
    WHERE log.workspace_id = $1 AND log.endpoint_id = endpoint.id AND log.type = $4 AND log.state = 'delivered'
  ) AS delivered
  FROM webhook_endpoints AS endpoint
  WHERE endpoint.workspace_id = $1 AND endpoint.installation_id = $2 AND endpoint.purpose = $3`;
