import type { Sql } from '@platform/database';
import type { RequestContext } from '@platform/http';

import { RecordPages } from './record-pages';
import { bodyFilter } from './record-query';
import { shapeOf } from './record-shape';
import type { RecordType } from './record-type';

/** Which records are meant, and where the walk through them goes on. */
export interface Walk {
  /** As callers write it. */
  readonly filter: unknown;
  /** The id behind which to go on; null at the beginning. */
  readonly after: string | null;
  /** Records that were created later are left alone. */
  readonly createdUpTo: Date;
  readonly limit: number;
}

/** Locks the next records that meet a filter, in the order of their ids, and answers with those; 400 when it is none. */
export const lockMatching = (
  sql: Sql,
  ctx: RequestContext,
  type: RecordType,
  { filter, ...place }: Walk,
): Promise<string[]> =>
  new RecordPages(shapeOf(type)).lockNext(
    sql,
    { workspaceId: ctx.workspaceId, filter: bodyFilter(ctx, type, { filter }), deleted: 'none' },
    place,
  );

/** Refuses a filter that is none, or that needs a scope which the caller lacks. */
export const checkFilter = (ctx: RequestContext, type: RecordType, filter: unknown): void => {
  bodyFilter(ctx, type, { filter });
};
