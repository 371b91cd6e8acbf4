import { isDeepStrictEqual } from 'node:util';

import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@platform/database';
import { type Change, type EventDefinition, Outbox } from '@platform/events';
import { notFound, type RequestContext } from '@platform/http';
import { toTypeId } from '@platform/ids';

import { EndpointOwners } from './endpoint-owners';
import { EndpointSecrets } from './endpoint-secrets';
import { renewSubscriptions } from './kept-subscriptions';
import { healthOf, type LaneHealth, readHealth } from './lane-health';
import { HIDDEN, type WebhookEndpointDto } from './webhook-endpoint.dto';
import { WebhookEndpoint } from './webhook-endpoint.entity';
import { webhookEndpointEvents } from './webhook-endpoint.events';

/** What a change of an endpoint sets. */
export type EndpointChange = Partial<Omit<WebhookEndpoint, 'workspace_id' | 'id' | 'created_at'>>;

/** An endpoint as it is stored and as it is shown. */
export interface ShownEndpoint {
  readonly row: WebhookEndpoint;
  readonly view: WebhookEndpointDto;
}

/** Reads endpoints and changes them, each change with its event. */
@Injectable()
export class EndpointStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly secrets: EndpointSecrets,
    /** What their owners may see now. */
    readonly owners: EndpointOwners,
  ) {}

  /** Newest first, from before `before` on. */
  list(ctx: RequestContext, before: string | null, limit: number): Promise<WebhookEndpoint[]> {
    const query = this.database.rows
      .createQueryBuilder(WebhookEndpoint, 'endpoint')
      .where('endpoint.workspace_id = :workspaceId', { workspaceId: ctx.workspaceId })
      .orderBy('endpoint.id', 'DESC')
      .limit(limit);
    if (before) query.andWhere('endpoint.id < :before', { before });
    return query.getMany();
  }

  async get(ctx: RequestContext, id: string): Promise<WebhookEndpoint> {
    const row = await this.database.rows.findOneBy(WebhookEndpoint, { workspace_id: ctx.workspaceId, id });
    if (!row) throw notFound('webhook endpoint');
    return row;
  }

  /** Those of an app, locked until the transaction ends. */
  lockOf(tx: Transaction, ctx: RequestContext, installationId: string): Promise<WebhookEndpoint[]> {
    return tx.rows.find(WebhookEndpoint, {
      where: { workspace_id: ctx.workspaceId, installation_id: installationId },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** The endpoint, locked until the transaction ends. */
  async lock(tx: Transaction, ctx: RequestContext, id: string): Promise<WebhookEndpoint> {
    const row = await this.lockIfThere(tx, ctx, id);
    if (!row) throw notFound('webhook endpoint');
    return row;
  }

  lockIfThere(tx: Transaction, ctx: RequestContext, id: string): Promise<WebhookEndpoint | null> {
    return tx.rows.findOne(WebhookEndpoint, {
      where: { workspace_id: ctx.workspaceId, id },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async add(tx: Transaction, ctx: RequestContext, row: WebhookEndpoint): Promise<WebhookEndpointDto> {
    await tx.rows.insert(WebhookEndpoint, row);
    const view = this.view(row, undefined);
    await this.tell(tx, ctx, { definition: webhookEndpointEvents.created, row, view, changes: {} });
    return view;
  }

  /** Stores a change of a locked endpoint; what changes nothing is neither stored nor told. */
  async change(
    tx: Transaction,
    ctx: RequestContext,
    { before, set, action }: { before: WebhookEndpoint; set: EndpointChange; action?: string },
  ): Promise<ShownEndpoint> {
    const health = (await readHealth(tx, [before.id])).get(before.id);
    const old = this.view(before, health);
    const row = { ...before, ...set };
    if (!isChanged(before, set)) return { row: before, view: old };
    row.version += 1;
    row.updated_at = ctx.now;
    const { workspace_id, id, created_at, ...columns } = row;
    await tx.rows.update(WebhookEndpoint, { workspace_id, id }, columns);
    const view = this.view(row, health);
    const changes = differences(old, view);
    await this.tell(tx, ctx, { definition: webhookEndpointEvents.updated, row, view, changes, action });
    return { row, view };
  }

  async remove(tx: Transaction, ctx: RequestContext, row: WebhookEndpoint): Promise<WebhookEndpointDto> {
    const view = this.view(row, (await readHealth(tx, [row.id])).get(row.id));
    await tx.rows.delete(WebhookEndpoint, { workspace_id: row.workspace_id, id: row.id });
    const gone = { ...row, version: row.version + 1 };
    await this.tell(tx, ctx, { definition: webhookEndpointEvents.deleted, row: gone, view, changes: {} });
    return view;
  }

  /** Tells that an endpoint goes on. */
  tellResumed(tx: Transaction, ctx: RequestContext, { row, view: object }: ShownEndpoint): Promise<void> {
    const { id: objectId, version: objectVersion } = row;
    const definition = webhookEndpointEvents.resumed;
    return this.outbox.add(tx, ctx, [{ definition, objectId, objectVersion, object, changes: {} }]);
  }

  /** The endpoints as customers see them. */
  async views(
    rows: readonly WebhookEndpoint[],
    connection: Sql = this.database,
  ): Promise<WebhookEndpointDto[]> {
    const health = await readHealth(
      connection,
      rows.map((row) => row.id),
    );
    return rows.map((row) => this.view(row, health.get(row.id)));
  }

  private view(row: WebhookEndpoint, lane: LaneHealth | undefined): WebhookEndpointDto {
    const names = Object.keys(this.secrets.headers(row));
    return {
      id: toTypeId('webhook_endpoint', row.id),
      url: row.url,
      types: row.types,
      filter: row.filter,
      description: row.description,
      skip_own: row.skip_own,
      payload: row.payload,
      fields: row.fields,
      api_version: row.api_version,
      headers: Object.fromEntries(names.map((name) => [name, HIDDEN])),
      max_concurrency: row.max_concurrency,
      rate_per_second: row.rate_per_second,
      ordering: row.ordering,
      state: row.state,
      state_reason: row.state_reason,
      health: healthOf(lane),
      installation_id: row.installation_id && toTypeId('installation', row.installation_id),
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
    };
  }

  /** Tells of a change, and lets the fan-out see it from its commit on. */
  private async tell(
    tx: Transaction,
    ctx: RequestContext,
    event: {
      definition: EventDefinition;
      row: WebhookEndpoint;
      view: WebhookEndpointDto;
      changes: Record<string, Change>;
      action?: string | undefined;
    },
  ): Promise<void> {
    const { definition, row, view: object, changes, action: privileged = definition.type } = event;
    await this.outbox.add(tx, ctx, [
      { definition, objectId: row.id, objectVersion: row.version, object, changes, privileged },
    ]);
    // Behind the head of the audit log, which every privileged action holds: who comes here waits for nobody.
    await renewSubscriptions(tx, row.workspace_id);
  }
}

const isChanged = (before: WebhookEndpoint, set: EndpointChange): boolean =>
  Object.entries(set).some(([name, value]) => !isDeepStrictEqual(value, Reflect.get(before, name)));

/** The fields that differ between two views; health is not the owner's doing. */
function differences(from: WebhookEndpointDto, to: WebhookEndpointDto): Record<string, Change> {
  const { health: _from, updated_at: _then, ...old } = from;
  const { health: _to, updated_at: _now, ...fresh } = to;
  const before = new Map<string, unknown>(Object.entries(old));
  return Object.fromEntries(
    Object.entries(fresh)
      .filter(([name, value]) => !isDeepStrictEqual(value, before.get(name)))
      .map(([name, value]) => [name, { from: before.get(name), to: value }]),
  );
}
