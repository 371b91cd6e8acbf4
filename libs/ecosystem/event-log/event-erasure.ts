import { allIdsOf } from '@crm/merged-ids';
import { eraseMerges } from '@crm/merges';
import { Injectable, Optional } from '@nestjs/common';
import { eraseEvents, PrivilegedActions } from '@platform/events';
import { invalidRequest, type RequestContext } from '@platform/http';
import { kindOf, toUuid } from '@platform/ids';
import { Writes } from '@platform/writes';

import type { ErasedEventsDto } from './event-erasure.dto';

/** Erases what the log holds of a thing, and of the records that were merged into it; deliveries, replays and readers of the log see from then on only which thing it was. */
@Injectable()
export class EventErasure {
  constructor(
    private readonly writes: Writes,
    @Optional() private readonly privileged?: PrivilegedActions,
  ) {}

  /** Problem: 400 for what is no id. */
  erase(ctx: RequestContext, id: string): Promise<ErasedEventsDto> {
    const kind = kindOf(id);
    const stored = kind && toUuid(kind, id);
    if (!kind || !stored) {
      throw invalidRequest([{ pointer: '/id', code: 'invalid_id', detail: 'Send the id of a thing' }]);
    }
    return this.writes.run(ctx, async (tx) => {
      const ids = await allIdsOf(tx, ctx.workspaceId, kind, stored);
      const erased = await eraseEvents(tx, ctx.workspaceId, ids, ctx.now);
      await eraseMerges(tx, ctx.workspaceId, ids);
      await this.privileged?.record(tx, ctx, {
        action: 'event.erased',
        target: { type: kind, id },
        before: null,
        after: { erased },
      });
      return { id, erased };
    });
  }
}
