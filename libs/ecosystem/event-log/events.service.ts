import { allIdsOf } from '@crm/merged-ids';
import { filterCallerOf } from '@crm/records';
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@platform/database';
import { EventLog, type EventOrigin, eventType, type LogBounds, type LogPage } from '@platform/events';
import { filterJson } from '@platform/filters';
import {
  DEFAULT_PAGE_SIZE,
  invalidRequest,
  missingScope,
  notFound,
  type Page,
  type RequestContext,
} from '@platform/http';

import { kindOf, toUuid } from '@platform/ids';

import type { EventDto } from './event.dto';
import { EventCursor, type Sort } from './event-cursor';
import { type EventFilter, parseEventFilter } from './event-filter';
import { meetingFilters } from './event-matching';
import { eventView } from './event-view';
import type { EventsQueryDto } from './events-query.dto';
import { filteredPage, type KeptEvents } from './filtered-page';
import { LogWaiters } from './log-waiters';
import { placeOf } from './place-of-time';
import { readableEvents } from './readable-events';
import { matchingTypes, patternFaults, visibleTypes } from './type-pattern';

/** Shows a caller the events of its workspace that its scopes allow. */
@Injectable()
export class EventsService {
  constructor(
    private readonly database: Database,
    private readonly log: EventLog,
    private readonly cursors: EventCursor,
    private readonly waiters: LogWaiters,
  ) {}

  /** One page; its cursor is never null and stands behind everything that was looked at, shown or not. */
  async list(ctx: RequestContext, query: EventsQueryDto, signal: AbortSignal): Promise<Page<EventDto>> {
    const sort = query.sort ?? 'sequence';
    const read = await this.reader(ctx, query, sort);
    let bounds = await this.log.bounds(ctx.workspaceId);
    let page = await read(bounds, await this.start(ctx, query, bounds));
    const deadline = performance.now() + (query.wait ?? 0) * 1000;
    while (isWaiting(page, sort) && performance.now() < deadline && !signal.aborted) {
      const waitMs = deadline - performance.now();
      await this.waiters.untilPast(ctx.workspaceId, page.reached, { waitMs, signal });
      bounds = await this.log.bounds(ctx.workspaceId);
      if (bounds.last <= page.reached) break;
      page = await read(bounds, page.reached);
    }
    return {
      data: page.events.map(eventView),
      has_more: page.hasMore,
      next_cursor: this.cursors.encode(ctx, sort, [bounds.epoch, page.reached]),
    };
  }

  async get(ctx: RequestContext, id: string): Promise<EventDto> {
    const event = await this.log.find(ctx.workspaceId, id, [...ctx.principal.scopes]);
    const [readable] = event ? await readableEvents(this.database, ctx, [event]) : [];
    if (!readable) throw notFound('event');
    return eventView(readable);
  }

  private async reader(ctx: RequestContext, query: EventsQueryDto, sort: Sort) {
    const { types: patterns, limit = DEFAULT_PAGE_SIZE } = query;
    const faults = patternFaults(patterns ?? [], () => '?types');
    if (faults.length > 0) throw invalidRequest(faults);
    const direction = sort === 'sequence' ? ('forward' as const) : ('backward' as const);
    const types = patterns ? matchingTypes(patterns) : null;
    const scopes = [...ctx.principal.scopes];
    const filter = await filterOf(this.database, ctx, query);
    const kept = this.kept(ctx, filter, query.actor_id);
    const origin = await originOf(this.database, ctx, query);
    return async (bounds: LogBounds, start: number): Promise<LogPage> => {
      const only = await this.log.idsOf(ctx.workspaceId, origin);
      const read = (from: number, most: number) =>
        this.log.page(ctx.workspaceId, { from, direction, types, scopes, only, limit: most }, bounds);
      return kept ? filteredPage(read, { from: start, limit, kept }) : read(start, limit);
    };
  }

  /** What is left out of a page beside what the scopes leave out; null for nothing. */
  private kept(
    ctx: RequestContext,
    filter: EventFilter | null,
    actorId: string | undefined,
  ): KeptEvents | null {
    if (!filter && !ctx.principal.rights && actorId === undefined) return null;
    return async (events) => {
      const asked = events.filter(({ actor }) => actorId === undefined || actor.id === actorId);
      const readable = await readableEvents(this.database, ctx, asked);
      if (!filter) return readable;
      const meeting = await meetingFilters(
        this.database,
        readable.map((event) => ({ event, filter })),
      );
      return meeting.map(({ event }) => event);
    };
  }

  private async start(ctx: RequestContext, query: EventsQueryDto, bounds: LogBounds): Promise<number> {
    const { sort = 'sequence', cursor, since } = query;
    if (cursor !== undefined) return this.cursors.decode(ctx, sort, cursor, bounds);
    if (since !== undefined && sort === 'sequence')
      return (await placeOf(this.database, ctx.workspaceId, new Date(since), bounds)) - 1;
    return sort === 'sequence' ? bounds.earliest - 1 : bounds.last + 1;
  }
}

/** Problem: 400 for what is no id. */
async function originOf(
  sql: Sql,
  { workspaceId }: RequestContext,
  { object_id: id, request_id: requestId }: EventsQueryDto,
): Promise<EventOrigin> {
  if (id === undefined) return { requestId };
  const kind = kindOf(id);
  const objectId = kind && toUuid(kind, id);
  if (!objectId) throw invalidRequest([{ pointer: '?object_id', code: 'invalid_id', detail: 'Send an id' }]);
  return { objectIds: await allIdsOf(sql, workspaceId, kind, objectId), requestId };
}

/** The filter of a query, checked for every object whose events the caller may see; null when there is none. */
async function filterOf(
  sql: Sql,
  ctx: RequestContext,
  { types = ['*'], filter: text }: EventsQueryDto,
): Promise<EventFilter | null> {
  if (text === undefined) return null;
  const { scopes } = ctx.principal;
  const definitions = visibleTypes(types, scopes).flatMap((type) => eventType(type) ?? []);
  const input = filterJson(text);
  const { filter, faults, needs } =
    'faults' in input
      ? { filter: {}, faults: input.faults, needs: new Set<string>() }
      : await parseEventFilter(sql, input.json, definitions, {
          ...filterCallerOf(ctx),
          workspaceId: ctx.workspaceId,
          rights: ctx.principal.rights,
        });
  for (const scope of needs) if (!scopes.has(scope)) throw missingScope(scope);
  if (faults.length > 0)
    throw invalidRequest(faults.map((fault) => ({ ...fault, pointer: `?filter${fault.pointer}` })));
  return filter;
}

const isWaiting = (page: LogPage, sort: Sort): boolean =>
  sort === 'sequence' && page.events.length === 0 && !page.hasMore;
