import { Injectable } from '@nestjs/common';
import { Database } from '@platform/database';
import { EVERYTHING } from '@platform/filters';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  notFound,
  type Page,
  pageOf,
  type RequestContext,
} from '@platform/http';

import type { ListQueryDto } from './list-query.dto';
import { belongs, requireParent } from './parents';
import { RecordPages } from './record-pages';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import type { RecordType } from './record-type';
import { type RecordView, viewOf } from './record-view';
import { parseSort } from './sort';

/** Reads records of every type. */
@Injectable()
export class RecordReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page of the records that are not deleted, in the order of `sort`. */
  async list(
    ctx: RequestContext,
    type: RecordType,
    query: ListQueryDto,
    parentId?: string,
  ): Promise<Page<RecordView>> {
    await requireParent(this.database, ctx.workspaceId, type, parentId);
    const shape = shapeOf(type);
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const sort = parseSort(type, query.sort === undefined ? undefined : [query.sort]);
    const bound = [ctx.principal.id, type.plural, parentId, query.sort].join(' ');
    const [value, id] = query.cursor ? this.cursors.decode(query.cursor, bound) : [];
    const rows = await new RecordPages(shape).page(this.database, {
      workspaceId: ctx.workspaceId,
      filter: EVERYTHING,
      deleted: 'none',
      sort,
      after: typeof id === 'string' ? { values: [value ?? null], id } : null,
      limit: limit + 1,
      ...(parentId && { parentId }),
    });
    return pageOf(rows, limit, {
      item: (row) => viewOf(shape, row),
      cursor: ({ place }) => this.cursors.encode([...place.values, place.id], bound),
    });
  }

  /** One record; 404 when it is unknown, or deleted and `deleted` is not `include`. */
  async get(
    ctx: RequestContext,
    type: RecordType,
    id: string,
    { parentId, deleted }: { parentId?: string; deleted?: string } = {},
  ): Promise<RecordView> {
    const shape = shapeOf(type);
    const row = await new RecordStore(shape).find(this.database, ctx.workspaceId, id);
    if (!row || !belongs(type, row, parentId)) throw notFound(type.name);
    if (row.deleted_at && deleted !== 'include') throw notFound(type.name);
    return viewOf(shape, row);
  }
}
