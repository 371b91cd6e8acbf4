import { Injectable } from '@nestjs/common';
import type { LogBounds } from '@platform/events';
import { CursorCodec, conflict, ProblemError, type RequestContext } from '@platform/http';

export type Sort = 'sequence' | '-sequence';

/**
 * A place in the log as a signed text. It belongs to a workspace and a direction, not to a token or a choice of types,
 * so a poller may rotate its token and change what it asks for without losing its place.
 */
@Injectable()
export class EventCursor {
  constructor(private readonly codec: CursorCodec) {}

  encode(ctx: RequestContext, sort: Sort, [epoch, position]: readonly [number, number]): string {
    return this.codec.encode([epoch, position], bound(ctx, sort));
  }

  /**
   * The position behind which to go on. Problems: 400 for a cursor of another list, 409 `cursor_reset` when the log was
   * restored since, 410 `cursor_expired` when events behind it are past their retention.
   */
  decode(ctx: RequestContext, sort: Sort, cursor: string, bounds: LogBounds): number {
    const [epoch, position] = this.codec.decode(cursor, bound(ctx, sort)).map(Number);
    if (position === undefined) throw new Error('A cursor of the event log was signed without a position.');
    const isForward = sort === 'sequence';
    if (epoch !== bounds.epoch || position > bounds.last + 1) throw this.reset(ctx, bounds);
    if (isForward && position + 1 < bounds.earliest) throw this.expired(ctx, bounds);
    return position;
  }

  private earliest(ctx: RequestContext, { epoch, earliest }: LogBounds) {
    return { earliest_cursor: this.encode(ctx, 'sequence', [epoch, earliest - 1]) };
  }

  private reset(ctx: RequestContext, bounds: LogBounds): ProblemError {
    return conflict(
      'cursor_reset',
      'The log was restored from a backup after this cursor was given: read the records again, then go on from earliest_cursor.',
      { members: this.earliest(ctx, bounds) },
    );
  }

  private expired(ctx: RequestContext, bounds: LogBounds): ProblemError {
    return new ProblemError({
      status: 410,
      code: 'cursor_expired',
      title: 'Events behind this cursor are gone',
      detail: 'Events are kept 30 days: read the records again, then go on from earliest_cursor.',
      members: this.earliest(ctx, bounds),
    });
  }
}

const bound = (ctx: RequestContext, sort: Sort): string => `events ${ctx.workspaceId} ${sort}`;
