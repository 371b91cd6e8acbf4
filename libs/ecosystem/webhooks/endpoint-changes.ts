import { unknownFields } from '@ecosystem/event-log';
import type { Sql, Transaction } from '@platform/database';
import { invalidRequest, type RequestContext } from '@platform/http';

import { type KeptFilter, keptFilter } from './endpoint-filter';
import type { EndpointChange } from './endpoint-store';
import type { UpdateWebhookEndpointDto } from './webhook-endpoint.dto';
import type { WebhookEndpoint } from './webhook-endpoint.entity';

/** What a change of the order sets. */
export const orderingChange = ({ ordering }: UpdateWebhookEndpointDto): EndpointChange =>
  ordering === undefined ? {} : { ordering: ordering ?? 'none' };

/** How bodies are made from now on: deliveries that were tried already go on as they began. */
export const renderingChange = ({ payload, fields, api_version: version }: UpdateWebhookEndpointDto) => ({
  ...(payload !== undefined && { payload: payload ?? 'full' }),
  ...(fields !== undefined && { fields }),
  ...(version !== undefined && { api_version: version ?? 'v1' }),
});

/** Refuses fields that nothing has whose events an endpoint takes. Problem: 400 with a fault for each. */
export async function refuseUnknownFields(
  sql: Sql,
  ctx: RequestContext,
  fields: readonly string[] | null | undefined,
  seen: { types: readonly string[]; scopes: readonly string[] },
): Promise<void> {
  const faults = fields ? await unknownFields(sql, ctx, fields, seen) : [];
  if (faults.length > 0) throw invalidRequest(faults);
}

/** The chosen fields are checked anew when other types of event are taken. */
export async function refuseFieldsAnew(
  tx: Transaction,
  ctx: RequestContext,
  { types: before, fields: kept, scopes }: WebhookEndpoint,
  { types, fields = kept }: UpdateWebhookEndpointDto,
): Promise<void> {
  if (types === undefined && fields === kept) return;
  await refuseUnknownFields(tx, ctx, fields, { types: types ?? before, scopes });
}

/** A filter is checked anew when other types of event are taken. */
export async function filterChange(
  tx: Transaction,
  ctx: RequestContext,
  before: WebhookEndpoint,
  { types, filter }: UpdateWebhookEndpointDto,
): Promise<Partial<KeptFilter>> {
  if (types === undefined && filter === undefined) return {};
  const input = filter === undefined ? before.filter : filter;
  return keptFilter(tx, ctx, input, { types: types ?? before.types, scopes: before.scopes });
}
