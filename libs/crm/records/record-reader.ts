import { Injectable } from '@nestjs/common';
import { Settings } from '@platform/config';
import { Database, type Sql } from '@platform/database';
import { EVERYTHING, type Filter, ownField } from '@platform/filters';
import {
  CursorCodec,
  DEFAULT_PAGE_SIZE,
  missingRight,
  notFound,
  type Page,
  pageOf,
  type RequestContext,
} from '@platform/http';
import { type IdKind, toTypeId } from '@platform/ids';

import { CUSTOM, keyOfPath } from './custom-fields/custom-field';
import { expand, recordsByIds } from './expand';
import { type Link, leadsThroughHidden, type ReverseLink } from './links';
import { belongs, requireParent } from './parents';
import { pointingTo } from './pointing-records';
import { COUNT_CAP, RecordPages, type RowSet } from './record-pages';
import { bodyFilter, expandedLinks, queryFilter, requireKnown, requireScope } from './record-query';
import type { GetQueryDto, ListInputDto, ListQueryDto, SearchDto } from './record-query.dto';
import { shapeOf } from './record-shape';
import { RecordStore } from './record-store';
import { type RecordType, recordTypeOf } from './record-type';
import { type RecordView, viewOf } from './record-view';
import { exists } from './references';
import { readableType, seenBy } from './rights/seen-by';
import { parseSort } from './sort';
import { withinTime } from './within-time';

/** A record, or the fields of it that a caller chose. */
export type RecordPart = Pick<RecordView, 'id' | 'version'> & Partial<RecordView>;

/** A record that others point to through one of its reverse links. */
export interface PointedTo {
  readonly to: RecordType;
  readonly id: string;
  readonly link: ReverseLink;
}

/** Reads records of every type. */
@Injectable()
export class RecordReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly settings: Settings,
  ) {}

  /** One page of the records that meet a filter, in the order of `sort`; those that are not deleted unless told. */
  async list(
    ctx: RequestContext,
    type: RecordType,
    query: ListQueryDto,
    parentId?: string,
  ): Promise<Page<Partial<RecordView>>> {
    const own = await this.own(ctx, type, query);
    const by = await queryFilter(this.database, ctx, own, query);
    return withinTime(() => this.page(ctx, own, { ...query, by, parentId }));
  }

  /** The same, of those records alone that point to one of another type; 404 when there is no such one. */
  async listPointing(
    ctx: RequestContext,
    { to, id, link }: PointedTo,
    query: ListQueryDto,
  ): Promise<Page<Partial<RecordView>>> {
    requireScope(ctx, to.scopes.read.name);
    refuseHiddenLink(ctx, to, link);
    const own = await this.own(ctx, link.type, query);
    const asked = await queryFilter(this.database, ctx, own, query);
    const by: Filter = { kind: 'all', of: [pointingTo(link, id), asked] };
    return withinTime(async () => {
      if (!(await exists(this.database, ctx, to.name, id))) throw notFound(to.name);
      return this.page(ctx, own, {
        ...query,
        by,
        parentId: undefined,
        under: [to.name, link.name, ctx.askedAs(toTypeId(to.name, id))],
      });
    });
  }

  /** The same as `list`, asked with a body: it sees what the caller has just written. */
  async search(
    ctx: RequestContext,
    type: RecordType,
    body: SearchDto,
    parentId?: string,
  ): Promise<Page<Partial<RecordView>>> {
    const asked = withoutNulls(body);
    const own = await this.own(ctx, type, asked);
    const by = await bodyFilter(this.database, ctx, own, asked);
    return withinTime(() => this.page(ctx, own, { ...asked, by, parentId }));
  }

  /** How many records meet the filter of a list, at most `cap` unless that is null. */
  async count(
    ctx: RequestContext,
    type: RecordType,
    query: ListQueryDto,
    cap: number | null,
  ): Promise<number> {
    const own = await this.own(ctx, type, query);
    const filter = await queryFilter(this.database, ctx, own, query);
    const set: RowSet = { workspaceId: ctx.workspaceId, filter, deleted: 'none' };
    const sql = this.database.within(this.settings.listTimeoutMs);
    return withinTime(() => new RecordPages(shapeOf(own)).count(sql, set, cap));
  }

  /** One record; 404 when it is unknown, merged, or deleted and `deleted` is not `include`. */
  async get(
    ctx: RequestContext,
    type: RecordType,
    id: string,
    query: GetQueryDto & { readonly parentId?: string | undefined } = {},
  ): Promise<RecordView> {
    const own = await this.own(ctx, type, query);
    requireKnown(own, query);
    const links = expandedLinks(ctx, own, query.expand);
    const shape = shapeOf(own);
    const row = await new RecordStore(shape).find(this.database, ctx.workspaceId, id);
    if (!row || !belongs(type, row, query.parentId)) throw notFound(type.name);
    if (row.deleted_at && (query.deleted !== 'include' || isMerged(row))) throw notFound(type.name);
    const view = viewOf(shape, row);
    if (links.length === 0) return view;
    const [expanded = view] = await expand(this.database, ctx.workspaceId, [view], { type: own, links });
    return expanded;
  }

  /** Those of the records of a kind that are there and not deleted, named by their stored ids, under their public ones. */
  async byIds(
    ctx: RequestContext,
    kind: IdKind,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, unknown>> {
    const type = recordTypeOf(kind);
    return recordsByIds(this.database, ctx.workspaceId, type && seenBy(ctx, type), ids);
  }

  /**
   * The type as the caller sees it. Whoever names a custom field has heard of it, and must not be told that there is none:
   * then it is the newest form.
   */
  private own(ctx: RequestContext, type: RecordType, query: Asked): Promise<RecordType> {
    return readableType(this.database, ctx, type, { fresh: namesCustomField(query) });
  }

  private async page(
    ctx: RequestContext,
    type: RecordType,
    query: PageQuery,
  ): Promise<Page<Partial<RecordView>>> {
    const links = expandedLinks(ctx, type, query.expand);
    await requireParent(this.database, ctx, type, query.parentId);
    const { limit = DEFAULT_PAGE_SIZE, sort, by: filter, parentId, deleted = 'none', cursor } = query;
    const bound = boundOf(ctx, type, query);
    const place = cursor ? this.cursors.decode(cursor, bound) : null;
    const set: RowSet = { workspaceId: ctx.workspaceId, filter, deleted, ...(parentId && { parentId }) };
    const shape = shapeOf(type);
    const pages = new RecordPages(shape);
    const sql = this.sqlFor(query);
    const rows = await pages.page(sql, {
      ...set,
      sort: parseSort(type, sort),
      after: place && { values: place.slice(0, -1), id: String(place.at(-1)) },
      limit: limit + 1,
    });
    const page = pageOf(rows, limit, {
      item: (row) => viewOf(shape, row),
      cursor: (last) => this.cursors.encode([...last.place.values, last.place.id], bound),
    });
    const data = await expand(this.database, ctx.workspaceId, page.data, { type, links });
    const total = query.count && (await pages.count(sql, set, query.count === 'exact' ? null : COUNT_CAP));
    return {
      ...page,
      data: data.map((record) => chosen(record, query, links)),
      ...(total !== undefined && { total }),
    };
  }

  /** A plain list takes the time of its page; any other may take longer than anyone waits, and is stopped then. */
  private sqlFor({ by, sort = [], deleted, count }: PageQuery): Sql {
    const isPlain = by === EVERYTHING && sort.length <= 1 && deleted === undefined && count === undefined;
    return isPlain ? this.database : this.database.within(this.settings.listTimeoutMs);
  }
}

/** Whether another record answers for it by now. */
const isMerged = (row: object): boolean => 'merged_into' in row && row.merged_into !== null;

/** Who may not see what records point to may not ask from the other side either. */
function refuseHiddenLink(ctx: RequestContext, to: RecordType, link: ReverseLink): void {
  const { rights } = ctx.principal;
  if (!rights || !leadsThroughHidden(seenBy(ctx, to), link)) return;
  throw missingRight(
    { right: `${link.type.name}.fields`, reach: 'none', role: rights.role },
    `Your role "${rights.role}" does not let you see which ${link.type.words.many} belong to ${to.words.one}.`,
  );
}

/** In the body of a search null asks for nothing, like a field that is left out. */
const withoutNulls = <Body extends object>(body: Body): Partial<Body> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) as Partial<Body>;

interface PageQuery extends ListInputDto {
  readonly by: Filter;
  readonly parentId: string | undefined;
  /** What the list is narrowed down to, beside what the caller asked for: its cursors belong to that. */
  readonly under?: readonly string[];
}

/** What a cursor belongs to: everything that decides which rows come in which order, as the caller wrote it. */
function boundOf(ctx: RequestContext, { plural, parent }: RecordType, query: PageQuery): string {
  const { by: _, limit, cursor, fields, expand: __, count, parentId: above, ...rest } = query;
  const parentId = above && parent && 'kind' in parent ? ctx.askedAs(toTypeId(parent.kind, above)) : above;
  return JSON.stringify([ctx.principal.id, plural, { ...rest, parentId }]);
}

/** The fields that a caller chose, in the order of the contract; all of them unless told. */
export function chosen(
  record: RecordView,
  { fields }: { readonly fields?: readonly string[] | undefined },
  links: readonly Pick<Link, 'name'>[],
): Partial<RecordView> {
  if (!fields) return record;
  const names = new Set(['id', ...fields, ...links.map(({ name }) => name)]);
  const parts = fields.flatMap((field) => keyOfPath(field) ?? []);
  const whole = Object.entries(record).filter(([name]) => names.has(name));
  const isPart = parts.length > 0 && !names.has(CUSTOM);
  return { ...Object.fromEntries(whole), ...(isPart && { [CUSTOM]: partOf(record[CUSTOM], parts) }) };
}

const partOf = (values: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(keys.map((key) => [key, ownField(values, key)]));

/** Where custom fields may be named, also by segments. */
interface Asked {
  readonly filter?: unknown;
  readonly segment?: unknown;
  readonly sort?: readonly string[];
  readonly fields?: readonly string[];
}

const namesCustomField = ({ filter, segment, sort, fields }: Asked): boolean => {
  const asked = JSON.stringify([filter, sort, fields]);
  return segment !== undefined || asked.includes(CUSTOM) || asked.includes('segment');
};
