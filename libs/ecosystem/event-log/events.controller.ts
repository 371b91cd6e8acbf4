import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { eventTypes } from '@platform/events';
import { Ctx, IdParam, Operation, RequestContext, validated, validatedQuery } from '@platform/http';
import type { FastifyReply } from 'fastify';

import { EventDto } from './event.dto';
import { EventErasure } from './event-erasure';
import { ErasedEventsDto, EraseEventsDto } from './event-erasure.dto';
import { EventTypeDto } from './event-type.dto';
import { EventsService } from './events.service';
import { eventsManage } from './events-manage.scope';
import { EventsQueryDto } from './events-query.dto';
import { eventsRead } from './events-read.scope';
import { exampleEvent } from './example-event';

/** Everything that happened in a workspace, in order. */
@ApiTags('events')
@Controller('v1')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly erasure: EventErasure,
  ) {}

  @Get('events')
  @Operation({
    id: 'events.list',
    summary: 'Read the log of events',
    description:
      'Events in the order in which they happened, kept for 30 days. `next_cursor` is always given, also when there is nothing more: keep it and ask again with it to get what comes next. Only events that the token has the scopes for are shown; the cursor moves past the others. A cursor whose events are no longer kept answers 410 `cursor_expired`, one from before the log was restored 409 `cursor_reset`; both name the `earliest_cursor` to go on from.',
    scope: eventsRead,
    query: EventsQueryDto,
    returns: { pageOf: EventDto },
    problems: [409, 410],
  })
  list(
    @Ctx() ctx: RequestContext,
    @Query(validatedQuery(EventsQueryDto)) query: EventsQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return this.events.list(ctx, query, gone.signal);
  }

  @Get('events/:id')
  @Operation({
    id: 'events.get',
    summary: 'Read one event',
    scope: eventsRead,
    returns: EventDto,
    problems: [404],
  })
  get(@Ctx() ctx: RequestContext, @IdParam('event') id: string) {
    return this.events.get(ctx, id);
  }

  @Post('events/erase')
  @Operation({
    id: 'events.erase',
    summary: 'Erase what events tell of a record',
    description:
      'For good: of its events stays that they happened, when and by whom. What is still to be delivered, replays and the log tell from then on only its id, type and url. It takes nothing from the record itself, and nothing from what was delivered before.',
    scope: eventsManage,
    accepts: EraseEventsDto,
    returns: ErasedEventsDto,
    writes: true,
  })
  erase(@Ctx() ctx: RequestContext, @Body(validated(EraseEventsDto)) { id }: EraseEventsDto) {
    return this.erasure.erase(ctx, id);
  }

  @Get('event-types')
  @Operation({
    id: 'event_types.list',
    summary: 'List the types of event',
    scope: eventsRead,
    returns: { listOf: EventTypeDto },
  })
  types(): { data: EventTypeDto[] } {
    const data = eventTypes().map((definition) => ({
      name: definition.type,
      summary: definition.summary,
      object: definition.object,
      scope: definition.scope.name,
      example: exampleEvent(definition),
    }));
    return { data };
  }
}
